import { MemoryBackend } from './memory-backend.ts';

/** Waits without a timeout for a response that never comes. */
export class Hangs extends MemoryBackend {
  protected override send(): Promise<void> {
    return new Promise(() => {});
  }
}
