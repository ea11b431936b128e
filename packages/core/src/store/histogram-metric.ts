import { type MetricDefinition, secondsBuckets } from '../definition/metric-definition.ts';
import { bucketOf, searchable } from './bucket-search.ts';
import { ExponentialColumns } from './exponential-columns.ts';
import type { MetricHost } from './metric-host.ts';
import { grown, StoredMetric } from './stored-metric.ts';

/** A histogram in explicit buckets, or in exponential ones beside a single explicit one. */
export class HistogramMetric extends StoredMetric {
  /** Inclusive upper bounds; one more bucket, to +Inf, follows. None where the buckets are exponential. */
  readonly bounds: Float64Array;
  /** Buckets of a series: `bounds.length + 1`. */
  readonly stride: number;
  /** Observations per bucket, not cumulative; series `s` from `s * stride` on. */
  buckets: Float64Array;
  /** Only where the definition asks for them. */
  readonly exponential: ExponentialColumns | undefined;
  sums: Float64Array = new Float64Array(this.counts.length);
  minima: Float64Array = new Float64Array(this.counts.length).fill(Infinity);
  maxima: Float64Array = new Float64Array(this.counts.length).fill(-Infinity);
  protected override readonly folds: boolean = true;
  readonly #searched: Float64Array;

  constructor(definition: MetricDefinition, host: MetricHost, open = false) {
    super(definition, host, open);
    const { buckets = secondsBuckets } = definition;
    this.bounds = Float64Array.from(buckets === 'exponential' ? [] : buckets);
    this.#searched = searchable(this.bounds);
    this.stride = this.bounds.length + 1;
    this.buckets = new Float64Array(this.counts.length * this.stride);
    this.exponential = buckets === 'exponential' ? new ExponentialColumns(this.counts.length) : undefined;
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
    const { exponential } = this;
    if (exponential !== undefined) exponential.record(slot, value);
    this.buckets[slot * this.stride + bucketOf(this.#searched, value)]! += 1;
    this.counts[slot]! += 1;
    if (value < this.minima[slot]!) this.minima[slot] = value;
    if (value > this.maxima[slot]!) this.maxima[slot] = value;
    return true;
  }

  protected override grow(capacity: number): void {
    const before = this.sums.length;
    if (this.exponential !== undefined) this.exponential.grow(capacity);
    this.buckets = grown(this.buckets, capacity * this.stride);
    this.sums = grown(this.sums, capacity);
    this.minima = grown(this.minima, capacity).fill(Infinity, before);
    this.maxima = grown(this.maxima, capacity).fill(-Infinity, before);
  }

  protected override reset(slot: number): void {
    if (this.exponential !== undefined) this.exponential.reset(slot);
    this.buckets.fill(0, slot * this.stride, (slot + 1) * this.stride);
    this.sums[slot] = 0;
    this.minima[slot] = Infinity;
    this.maxima[slot] = -Infinity;
  }
}
