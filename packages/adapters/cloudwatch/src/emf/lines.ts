import type { Outcome } from '@bot-metrics/core/delivery';

/** Writes documents to a destination, one per line. */
export interface Lines {
  readonly destination: string;
  /** Sends once. Never rejects. */
  send(lines: readonly string[], signal: AbortSignal): Promise<Outcome>;
  close(): void;
}
