import type { Snapshot } from '@bot-metrics/core';
import { MemoryBackend } from './memory-backend.ts';
import type { Change } from './memory-receiver.ts';

/** Keeps of a distribution how many there were, and takes that for their sum. */
export class LosesSums extends MemoryBackend {
  protected override changesOf(snapshot: Snapshot): Change[] {
    const changes = super.changesOf(snapshot);
    return changes.map((change) => (change.kind === 'histogram' ? { ...change, value: change.count } : change));
  }
}
