/** One update that the bot has handled. */
export interface TelegramUpdateMetric {
  /** `message`, `callback_query`, … as in the Bot API's `Update`. */
  readonly updateType: string;
  /** A command or handler name from an allow-list. Never what the user typed. */
  readonly handler?: string;
  /** `ok` or `error`. */
  readonly status: string;
  /** Seconds in the handlers. */
  readonly duration?: number;
  /** Seconds between the update's own date and its handling, where it has one. */
  readonly lag?: number;
  /** Kept with the model; never a sample time. */
  readonly timestamp?: Date;
}
