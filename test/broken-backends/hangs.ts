import { MemoryBackend } from './memory-backend.ts';

/** Waits for an answer that never comes, with no time-out. */
export class Hangs extends MemoryBackend {
  protected override send(): Promise<void> {
    return new Promise(() => {});
  }
}
