import { type MetricDefinition, secondsBuckets } from '../definition/metric-definition.ts';
import { grown, type MetricHost, StoredMetric } from './stored-metric.ts';

/** A histogram in explicit buckets. */
export class HistogramMetric extends StoredMetric {
  /** Inclusive upper bounds; one more bucket, to +Inf, follows. */
  readonly bounds: Float64Array;
  /** Buckets of a series: `bounds.length + 1`. */
  readonly stride: number;
  /** Observations per bucket, not cumulative; series `s` from `s * stride` on. */
  buckets: Float64Array;
  sums: Float64Array = new Float64Array(this.counts.length);
  minima: Float64Array = new Float64Array(this.counts.length).fill(Infinity);
  maxima: Float64Array = new Float64Array(this.counts.length).fill(-Infinity);
  protected override readonly folds: boolean = true;

  constructor(definition: MetricDefinition, host: MetricHost, open = false) {
    super(definition, host, open);
    const { buckets } = definition;
    this.bounds = Float64Array.from(buckets === undefined || buckets === 'exponential' ? secondsBuckets : buckets);
    this.stride = this.bounds.length + 1;
    this.buckets = new Float64Array(this.counts.length * this.stride);
    this.startAtZero();
  }

  /** Counts a finite observation. A sum beyond the range of a double would stay there for ever: refused. */
  record(slot: number, value: number): boolean {
    const sum = this.sums[slot]! + value;
    if (sum === Infinity || sum === -Infinity) {
      this.refuse(`the value ${value}, which takes its sum out of range`);
      return false;
    }
    this.sums[slot] = sum;
    const { bounds } = this;
    let bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]!) bucket += 1;
    this.buckets[slot * this.stride + bucket]! += 1;
    this.counts[slot]! += 1;
    if (value < this.minima[slot]!) this.minima[slot] = value;
    if (value > this.maxima[slot]!) this.maxima[slot] = value;
    return true;
  }

  protected override grow(capacity: number): void {
    const before = this.sums.length;
    this.buckets = grown(this.buckets, capacity * this.stride);
    this.sums = grown(this.sums, capacity);
    this.minima = grown(this.minima, capacity).fill(Infinity, before);
    this.maxima = grown(this.maxima, capacity).fill(-Infinity, before);
  }

  protected override reset(slot: number): void {
    this.buckets.fill(0, slot * this.stride, (slot + 1) * this.stride);
    this.sums[slot] = 0;
    this.minima[slot] = Infinity;
    this.maxima[slot] = -Infinity;
  }
}
