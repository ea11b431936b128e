import { grown, StoredMetric } from './stored-metric.ts';

/** A gauge: the last value of each series. It never starts at zero, because zero would be a claim. */
export class GaugeMetric extends StoredMetric {
  values: Float64Array = new Float64Array(this.counts.length);
  /** Which series was set last: the greater, the later. Kept from the first time that a view asks for it. */
  order: Float64Array | undefined;
  #sets = 0;
  readonly kind = 'gauge' as const;
  protected override readonly folds: boolean = false;

  /** Sets a value. One out of range, which adding can give, is refused. */
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
    this.values = grown(this.values, capacity);
    if (this.order !== undefined) this.order = grown(this.order, capacity);
  }

  protected override reset(slot: number): void {
    this.values[slot] = 0;
    if (this.order !== undefined) this.order[slot] = 0;
  }
}
