import type { Snapshot } from '@bot-metrics/core';
import { MemoryBackend } from './memory-backend.ts';

/** Delivers, and says that it did not. */
export class RefusesWhatItDelivers extends MemoryBackend {
  protected override delivered(snapshot: Snapshot): void {
    snapshot.refuse('refused');
  }
}
