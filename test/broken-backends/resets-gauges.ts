import type { Snapshot } from '@bot-metrics/core/backend';
import { MemoryBackend } from './memory-backend.ts';
import type { Change } from './memory-receiver.ts';

/** Sends 0 for a gauge that nobody has set since the last export. */
export class ResetsGauges extends MemoryBackend {
  readonly #known = new Map<string, Change>();

  protected override listChanges(snapshot: Snapshot): Change[] {
    const changes = super.listChanges(snapshot);
    const set = new Map(changes.filter(({ kind }) => kind === 'gauge').map((change) => [change.name, change]));
    const unset = [...this.#known.values()].filter(({ name }) => !set.has(name));
    for (const [name, change] of set) this.#known.set(name, change);
    return [...changes, ...unset.map((change) => ({ ...change, value: 0 }))];
  }
}
