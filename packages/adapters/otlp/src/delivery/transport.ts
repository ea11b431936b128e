import type { ReceivedBody } from '@bot-metrics/core/delivery';

/** The answer to one request, or why there is none. */
export interface Answer {
  /** Absent without an answer. */
  readonly status?: number;
  readonly contentType?: string | undefined;
  readonly retryAfter?: string | undefined;
  /** The target of a redirect. */
  readonly location?: string | undefined;
  /** As much of the body as arrived, up to a limit. */
  readonly body: Uint8Array;
  /** Why the body is incomplete. */
  readonly bodyFault?: ReceivedBody['fault'];
  /** The explanation of a receiver that does not put it into the body. */
  readonly reason?: string | undefined;
  /** Whether the answer cannot be that of an OTLP receiver, as the transport knows. @default false */
  readonly isForeign?: boolean;
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
