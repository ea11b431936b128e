import type { Labels } from '@bot-metrics/core';
import { MemoryBackend } from './memory-backend.ts';

/** Throws for an invalid record. */
export class Throws extends MemoryBackend {
  override recordCounter(name: string, value?: number, labels?: Labels): void {
    if (typeof value !== 'number') throw new TypeError('value must be a number');
    super.recordCounter(name, value, labels);
  }
}
