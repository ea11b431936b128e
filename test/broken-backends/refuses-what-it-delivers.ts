import type { Snapshot } from '@bot-metrics/core/backend';
import { MemoryBackend } from './memory-backend.ts';

/** Delivers, but reports the data as refused. */
export class RefusesWhatItDelivers extends MemoryBackend {
  protected override delivered(snapshot: Snapshot): void {
    snapshot.refuse('refused');
  }
}
