import { MemoryBackend } from './memory-backend.ts';

/** Never closes the snapshot of a failed export. */
export class KeepsSnapshots extends MemoryBackend {
  protected override failed(): void {}
}
