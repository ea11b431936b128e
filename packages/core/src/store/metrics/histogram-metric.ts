import { type MetricDefinition, secondsBuckets } from '../../definition/metric-definition.ts';
import type { AttributePairs, LabelPairs } from '../../views/views.ts';
import { findBucket, padBounds } from '../columns/bucket-search.ts';
import { enlarge } from '../columns/column-pool.ts';
import { ExemplarColumns } from '../columns/exemplar-columns.ts';
import { ExponentialColumns } from '../columns/exponential-columns.ts';
import { type MetricContext, StoredMetric, type StoredMetricOptions } from './stored-metric.ts';

/** A histogram with explicit buckets, or with exponential buckets and one explicit bucket for all observations. */
export class HistogramMetric extends StoredMetric {
  readonly kind = 'histogram' as const;
  /** Inclusive upper bounds; one more bucket, to +Inf, follows. Empty for exponential buckets. */
  readonly bounds: Float64Array;
  /** Buckets of a series: `bounds.length + 1`. */
  readonly stride: number;
  /** Observations per bucket, not cumulative; series `s` starts at `s * stride`. */
  buckets: Float64Array;
  /** Present if the definition asks for exponential buckets. */
  readonly exponential: ExponentialColumns | undefined;
  /** The latest record of each bucket that was made in a span, in the places of `buckets`; `undefined` where none are kept. */
  readonly exemplars: ExemplarColumns | undefined;
  sums: Float64Array = new Float64Array(this.counts.length);
  minima: Float64Array = new Float64Array(this.counts.length).fill(Infinity);
  maxima: Float64Array = new Float64Array(this.counts.length).fill(-Infinity);
  protected override readonly folds: boolean = true;
  readonly #paddedBounds: Float64Array;
  /** The same series in the other layouts that backends asked for. */
  #layouts: HistogramLayout[] | undefined;

  constructor(definition: MetricDefinition, context: MetricContext, options?: StoredMetricOptions) {
    super(definition, context, options);
    const { buckets = secondsBuckets } = definition;
    this.bounds = Float64Array.from(buckets === 'exponential' ? [] : buckets);
    this.#paddedBounds = padBounds(this.bounds);
    this.stride = this.bounds.length + 1;
    this.buckets = new Float64Array(this.counts.length * this.stride);
    this.exponential = buckets === 'exponential' ? new ExponentialColumns(this.counts.length) : undefined;
    const { exemplars } = context;
    this.exemplars = exemplars && new ExemplarColumns(exemplars, () => context.now());
    if (options?.index === undefined) this.startAtZero();
  }

  /** The other layouts. */
  get layouts(): readonly HistogramMetric[] {
    return this.#layouts ?? [];
  }

  /** Whether the metric itself, not one of its other layouts, has these buckets. */
  hasLayout(buckets: readonly number[] | 'exponential'): boolean {
    return String(this.definition.buckets ?? secondsBuckets) === String(buckets);
  }

  /** The metric in these buckets. A new layout counts from its first request on. */
  layout(buckets: readonly number[] | 'exponential'): HistogramMetric {
    if (this.hasLayout(buckets)) return this;
    const known = this.layouts.find((layout) => layout.hasLayout(buckets));
    if (known !== undefined) return known;
    const layout = new HistogramLayout(this, { ...this.definition, buckets });
    this.#layouts = [...(this.#layouts ?? []), layout];
    return layout;
  }

  /** Adds a finite observation. Refuses one that would make the sum infinite: it would stay so for ever. */
  record(slot: number, value: number): boolean {
    const sum = this.sums[slot]! + value;
    if (sum === Infinity || sum === -Infinity) {
      this.refuse(`the value ${value}, which takes its sum out of range`);
      return false;
    }
    this.sums[slot] = sum;
    const { exponential } = this;
    if (exponential !== undefined) exponential.record(slot, value);
    this.buckets[this.findPlace(slot, value)]! += 1;
    this.counts[slot]! += 1;
    if (value < this.minima[slot]!) this.minima[slot] = value;
    if (value > this.maxima[slot]!) this.maxima[slot] = value;
    if (this.#layouts !== undefined) for (const layout of this.#layouts) layout.record(slot, value);
    return true;
  }

  /** The place of a value in `buckets`. */
  protected findPlace(slot: number, value: number): number {
    return slot * this.stride + findBucket(this.#paddedBounds, value);
  }

  /** Adds the series of another metric with the same layout to the series in `slot`. */
  absorb(slot: number, other: HistogramMetric, otherSlot: number): void {
    const { stride } = this;
    this.counts[slot]! += other.counts[otherSlot]!;
    this.sums[slot]! += other.sums[otherSlot]!;
    for (let i = 0; i < stride; i++) this.buckets[slot * stride + i]! += other.buckets[otherSlot * stride + i]!;
    if (other.exponential !== undefined) this.exponential?.merge(slot, other.exponential, otherSlot);
    this.minima[slot] = Math.min(this.minima[slot]!, other.minima[otherSlot]!);
    this.maxima[slot] = Math.max(this.maxima[slot]!, other.maxima[otherSlot]!);
  }

  protected override beginSlot(slot: number): void {
    super.beginSlot(slot);
    for (const layout of this.layouts) layout.beginSlot(slot);
  }

  protected override endSlot(slot: number): void {
    super.endSlot(slot);
    for (const layout of this.layouts) layout.endSlot(slot);
  }

  protected override grow(capacity: number): void {
    const before = this.sums.length;
    if (this.exponential !== undefined) this.exponential.grow(capacity);
    this.buckets = enlarge(this.buckets, capacity * this.stride);
    this.sums = enlarge(this.sums, capacity);
    this.minima = enlarge(this.minima, capacity).fill(Infinity, before);
    this.maxima = enlarge(this.maxima, capacity).fill(-Infinity, before);
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

/** A histogram with exemplars. A separate class for the same reason as `TracedSumMetric`. */
export class TracedHistogramMetric extends HistogramMetric {
  override record(slot: number, value: number): boolean {
    const recorded = super.record(slot, value);
    if (recorded) this.exemplars?.take(this.findPlace(slot, value), value);
    return recorded;
  }
}

/** The series of a histogram in other buckets. They begin with the layout, or later, with the series itself. */
class HistogramLayout extends TracedHistogramMetric {
  readonly #source: HistogramMetric;

  constructor(source: HistogramMetric, definition: MetricDefinition) {
    super(definition, source.context, { index: source.index, internal: source.internal });
    this.#source = source;
    this.makeRoom(source.counts.length);
    for (let slot = 0; slot < source.index.slots; slot++) if (source.isLive(slot)) this.beginSlot(slot);
  }

  override labelsOf(slot: number): LabelPairs {
    return this.#source.labelsOf(slot);
  }

  override attributesOf(slot: number): AttributePairs {
    return this.#source.attributesOf(slot);
  }
}
