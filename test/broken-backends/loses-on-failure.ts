import type { Snapshot } from '@bot-metrics/core';
import { MemoryBackend } from './memory-backend.ts';

/** Takes for delivered what failed. */
export class LosesOnFailure extends MemoryBackend {
  protected override failed(snapshot: Snapshot): void {
    snapshot.acknowledge();
  }
}
