import type { Answer } from './post.ts';

/** Takes requests to the receiver. */
export interface Transport {
  /**
   * Sends one request. Never rejects.
   * @param signal cuts it off
   */
  post(body: Uint8Array, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Answer>;
  /** Cuts every connection. */
  close(): void;
}
