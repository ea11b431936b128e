import type { Snapshot } from '@bot-metrics/core/backend';
import { MemoryBackend } from './memory-backend.ts';

/** Delivers the same data again and again. */
export class NeverAcknowledges extends MemoryBackend {
  protected override delivered(snapshot: Snapshot): void {
    snapshot.release();
  }
}
