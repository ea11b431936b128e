import type { Snapshot } from '@bot-metrics/core/backend';
import { MemoryBackend } from './memory-backend.ts';
import type { Change } from './memory-receiver.ts';

/** Translates two names into one and rejects neither. */
export class MergesNames extends MemoryBackend {
  protected override listChanges(snapshot: Snapshot): Change[] {
    return super.listChanges(snapshot).map((change) => ({ ...change, name: change.name.replace(/\W/g, '_') }));
  }
}
