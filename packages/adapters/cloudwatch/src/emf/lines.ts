import type { Outcome } from '@bot-metrics/core/delivery';

/** Where documents go to, one a line. */
export interface Lines {
  readonly destination: string;
  /** Sends once, and never rejects. */
  send(lines: readonly string[]): Promise<Outcome>;
  close(): void;
}
