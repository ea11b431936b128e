import type { Snapshot } from '@bot-metrics/core/backend';
import { MemoryBackend } from './memory-backend.ts';

/** Treats failed data as delivered. */
export class LosesOnFailure extends MemoryBackend {
  protected override failed(snapshot: Snapshot): void {
    snapshot.acknowledge();
  }
}
