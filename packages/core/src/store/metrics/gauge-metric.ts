import { enlarge } from '../columns/column-pool.ts';
import { StoredMetric } from './stored-metric.ts';

/** A gauge: the last value of each series. It never starts at zero, because zero would be a measurement. */
export class GaugeMetric extends StoredMetric {
  values: Float64Array = new Float64Array(this.counts.length);
  /** The order in which series were set: the larger, the later. Kept once a view with `merge: 'last'` needs it. */
  order: Float64Array | undefined;
  #sets = 0;
  readonly kind = 'gauge' as const;
  protected override readonly folds: boolean = false;

  /** Sets a value. Refuses an infinite one, which adding may produce. */
  set(slot: number, value: number): boolean {
    if (value === Infinity || value === -Infinity) {
      this.refuse('a change that takes it out of range');
      return false;
    }
    this.values[slot] = value;
    this.counts[slot]! += 1;
    if (this.order !== undefined) this.order[slot] = ++this.#sets;
    return true;
  }

  keepOrder(): void {
    this.order ??= new Float64Array(this.counts.length);
  }

  protected override grow(capacity: number): void {
    this.values = enlarge(this.values, capacity);
    if (this.order !== undefined) this.order = enlarge(this.order, capacity);
  }

  protected override reset(slot: number): void {
    this.values[slot] = 0;
    if (this.order !== undefined) this.order[slot] = 0;
  }
}
