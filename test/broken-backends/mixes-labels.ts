import type { Metric } from '@bot-metrics/core/backend';
import { MemoryBackend } from './memory-backend.ts';

/** Identifies a series by its label values in any order. */
export class MixesLabels extends MemoryBackend {
  protected override labelsOf(metric: Metric, slot: number): Record<string, string> {
    const pairs = metric.labelsOf(slot);
    const values = pairs.map(([, value]) => value).sort();
    return Object.fromEntries(pairs.map(([name], i) => [name, values[i] ?? '']));
  }
}
