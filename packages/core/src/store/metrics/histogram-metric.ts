import { type MetricDefinition, secondsBuckets } from '../../definition/metric-definition.ts';
import type { LabelPairs } from '../../views/views.ts';
import { bucketOf, searchable } from './bucket-search.ts';
import { type ExemplarColumns, exemplarsOf } from './exemplar-columns.ts';
import { ExponentialColumns } from './exponential-columns.ts';
import type { MetricHost } from './metric-host.ts';
import { grown, StoredMetric, type StoredMetricOptions } from './stored-metric.ts';

/** A histogram in explicit buckets, or in exponential ones beside a single explicit one. */
export class HistogramMetric extends StoredMetric {
  readonly kind = 'histogram' as const;
  /** Inclusive upper bounds; one more bucket, to +Inf, follows. None where the buckets are exponential. */
  readonly bounds: Float64Array;
  /** Buckets of a series: `bounds.length + 1`. */
  readonly stride: number;
  /** Observations per bucket, not cumulative; series `s` from `s * stride` on. */
  buckets: Float64Array;
  /** Only where the definition asks for them. */
  readonly exponential: ExponentialColumns | undefined;
  /** The latest record of each bucket that happened in a span, in the places of `buckets`. */
  readonly exemplars: ExemplarColumns | undefined;
  sums: Float64Array = new Float64Array(this.counts.length);
  minima: Float64Array = new Float64Array(this.counts.length).fill(Infinity);
  maxima: Float64Array = new Float64Array(this.counts.length).fill(-Infinity);
  protected override readonly folds: boolean = true;
  readonly #searched: Float64Array;
  /** The same series in the other layouts that backends have asked for. */
  #layouts: HistogramLayout[] | undefined;

  constructor(definition: MetricDefinition, host: MetricHost, options?: StoredMetricOptions) {
    super(definition, host, options);
    const { buckets = secondsBuckets } = definition;
    this.bounds = Float64Array.from(buckets === 'exponential' ? [] : buckets);
    this.#searched = searchable(this.bounds);
    this.stride = this.bounds.length + 1;
    this.buckets = new Float64Array(this.counts.length * this.stride);
    this.exponential = buckets === 'exponential' ? new ExponentialColumns(this.counts.length) : undefined;
    this.exemplars = exemplarsOf(host);
    if (options?.index === undefined) this.startAtZero();
  }

  /** Every layout that it is held in, this one aside. */
  get layouts(): readonly HistogramMetric[] {
    return this.#layouts ?? [];
  }

  /** Whether it is held in these buckets, this one and not its other layouts. */
  hasLayout(buckets: readonly number[] | 'exponential'): boolean {
    return String(this.definition.buckets ?? secondsBuckets) === String(buckets);
  }

  /** The metric in other buckets, held from the first time that somebody asks for them. */
  layout(buckets: readonly number[] | 'exponential'): HistogramMetric {
    if (this.hasLayout(buckets)) return this;
    const known = this.layouts.find((layout) => layout.hasLayout(buckets));
    if (known !== undefined) return known;
    const layout = new HistogramLayout(this, { ...this.definition, buckets });
    this.#layouts = [...(this.#layouts ?? []), layout];
    return layout;
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
    this.buckets[this.placeOf(slot, value)]! += 1;
    this.counts[slot]! += 1;
    if (value < this.minima[slot]!) this.minima[slot] = value;
    if (value > this.maxima[slot]!) this.maxima[slot] = value;
    if (this.#layouts !== undefined) for (const layout of this.#layouts) layout.record(slot, value);
    return true;
  }

  /** Where a value is counted in the buckets. */
  protected placeOf(slot: number, value: number): number {
    return slot * this.stride + bucketOf(this.#searched, value);
  }

  /** Adds a series of a metric in the same layout to one of this. */
  absorb(slot: number, other: HistogramMetric, from: number): void {
    const { stride } = this;
    this.counts[slot]! += other.counts[from]!;
    this.sums[slot]! += other.sums[from]!;
    for (let i = 0; i < stride; i++) this.buckets[slot * stride + i]! += other.buckets[from * stride + i]!;
    if (other.exponential !== undefined) this.exponential?.merge(slot, other.exponential, from);
    this.minima[slot] = Math.min(this.minima[slot]!, other.minima[from]!);
    this.maxima[slot] = Math.max(this.maxima[slot]!, other.maxima[from]!);
  }

  protected override begun(slot: number): void {
    super.begun(slot);
    for (const layout of this.layouts) layout.begun(slot);
  }

  protected override ended(slot: number): void {
    super.ended(slot);
    for (const layout of this.layouts) layout.ended(slot);
  }

  protected override grow(capacity: number): void {
    const before = this.sums.length;
    if (this.exponential !== undefined) this.exponential.grow(capacity);
    this.buckets = grown(this.buckets, capacity * this.stride);
    this.sums = grown(this.sums, capacity);
    this.minima = grown(this.minima, capacity).fill(Infinity, before);
    this.maxima = grown(this.maxima, capacity).fill(-Infinity, before);
    for (const layout of this.layouts) layout.makeRoom(capacity);
  }

  protected override reset(slot: number): void {
    if (this.exponential !== undefined) this.exponential.reset(slot);
    this.buckets.fill(0, slot * this.stride, (slot + 1) * this.stride);
    this.exemplars?.clear(slot * this.stride, this.stride);
    this.sums[slot] = 0;
    this.minima[slot] = Infinity;
    this.maxima[slot] = -Infinity;
    for (const layout of this.layouts) layout.empty(slot);
  }
}

/** A histogram that keeps exemplars, in a class of its own as `TracedSumMetric` is. */
export class TracedHistogramMetric extends HistogramMetric {
  override record(slot: number, value: number): boolean {
    const recorded = super.record(slot, value);
    if (recorded) this.exemplars?.take(this.placeOf(slot, value), value);
    return recorded;
  }
}

/** The series of a histogram in other buckets. They begin with the layout, or later with the series itself. */
class HistogramLayout extends TracedHistogramMetric {
  readonly #of: HistogramMetric;

  constructor(of: HistogramMetric, definition: MetricDefinition) {
    super(definition, of.host, { index: of.index, own: of.own });
    this.#of = of;
    this.makeRoom(of.counts.length);
    for (let slot = 0; slot < of.index.slots; slot++) if (of.isLive(slot)) this.begun(slot);
  }

  override labelsOf(slot: number): LabelPairs {
    return this.#of.labelsOf(slot);
  }
}
