import type { Labels } from '@bot-metrics/core';
import { MemoryBackend } from './memory-backend.ts';

/** Refuses a careless record with an exception. */
export class Throws extends MemoryBackend {
  override recordCounter(name: string, value?: number, labels?: Labels): void {
    if (typeof value !== 'number') throw new TypeError('a counter needs a number');
    super.recordCounter(name, value, labels);
  }
}
