import type { Answer } from './post.ts';

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
