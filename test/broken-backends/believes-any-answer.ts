import { MemoryBackend } from './memory-backend.ts';

/** Counts its changes as delivered whatever the answer says. */
export class BelievesAnyAnswer extends MemoryBackend {
  protected override check(): void {}
}
