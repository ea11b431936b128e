import { MemoryBackend } from './memory-backend.ts';

/** Keeps every pause that the receiver asks for. */
export class PausesForAYear extends MemoryBackend {
  protected override pauseSeconds(asked: number): number {
    return asked;
  }
}
