import type { Snapshot } from '@bot-metrics/core/backend';
import { MemoryBackend } from './memory-backend.ts';
import type { Change } from './memory-receiver.ts';

/** Computes changes itself, and takes a series that was absent for a new one. */
export class ForgetsAbsentSeries extends MemoryBackend {
  #totals = new Map<string, number>();
  readonly #sent = new Map<string, number>();

  protected override listChanges(snapshot: Snapshot): Change[] {
    const changes = super.listChanges(snapshot);
    const totals = new Map<string, number>();
    for (const { kind, name, value } of changes) {
      if (kind !== 'sum') continue;
      const total = (this.#sent.get(name) ?? 0) + value;
      this.#sent.set(name, total);
      totals.set(name, total);
    }
    const known = this.#totals;
    this.#totals = totals;
    return changes.map((change) =>
      change.kind === 'sum' ? { ...change, value: totals.get(change.name)! - (known.get(change.name) ?? 0) } : change,
    );
  }
}
