/** The answer to one request, or why there is none. */
export interface Answer {
  /** Absent without an answer. */
  readonly status?: number;
  readonly retryAfter?: string;
  /** As much of the body as arrived, up to a limit. */
  readonly body: Uint8Array;
  /** Why there is no answer. */
  readonly error?: Error;
  /** Whether the whole request has left: before that no receiver can have stored it. */
  readonly sent: boolean;
}

/** Carries requests to the receiver. */
export interface Transport {
  /**
   * Sends one request. Never rejects.
   * @param signal aborts the request
   */
  post(body: Uint8Array, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Answer>;
  /** Closes all connections. */
  close(): void;
}
