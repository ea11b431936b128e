import { MemoryBackend } from './memory-backend.ts';

/** Reads an answer to its end, however long that takes. */
export class ReadsWithoutLimit extends MemoryBackend {
  protected override readonly maxParts: number = Number.POSITIVE_INFINITY;
}
