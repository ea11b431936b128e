import type { Snapshot } from '@bot-metrics/core/backend';
import { MemoryBackend } from './memory-backend.ts';
import type { Change } from './memory-receiver.ts';

/** Keeps only the count of a distribution and uses it as the sum. */
export class LosesSums extends MemoryBackend {
  protected override listChanges(snapshot: Snapshot): Change[] {
    const changes = super.listChanges(snapshot);
    return changes.map((change) => (change.kind === 'histogram' ? { ...change, value: change.count } : change));
  }
}
