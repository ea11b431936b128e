/** One call of the Bot API, or one attempt where the library retries. */
export interface TelegramApiMetric {
  /** `sendMessage`, … Not `getUpdates`, which waits by design. */
  readonly method: string;
  /** `ok`, `400`, `401`, `403`, `404`, `409`, `429`, `other_4xx`, `5xx`, `network`, `aborted` or `webhook_reply`. */
  readonly status: string;
  /** Seconds. */
  readonly duration: number;
  /** Kept with the model; never a sample time. */
  readonly timestamp?: Date;
}
