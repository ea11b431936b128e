import { MemoryBackend } from './memory-backend.ts';
import type { Change } from './memory-receiver.ts';

/** Sends failed data again, although the next snapshot contains it too. */
export class DoublesOnRetry extends MemoryBackend {
  #again: readonly Change[] = [];

  protected override async send(changes: readonly Change[]): Promise<void> {
    const all = [...this.#again, ...changes];
    this.#again = all;
    await super.send(all);
    this.#again = [];
  }
}
