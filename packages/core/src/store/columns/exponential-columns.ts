import { type ColumnPool, enlarge } from './column-pool.ts';
import { ExponentialBuckets } from './exponential-buckets.ts';
import { exponentialBound, exponentialIndex, MAX_SCALE } from './exponential-index.ts';

/** Observations in one bucket: `count` of them from `low` to `high`. */
interface Bucket {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** A series in exponential buckets, in the terms of OpenTelemetry's data model. */
export interface ExponentialSeries {
  /** The base of the buckets is `2^(2^-scale)`. */
  readonly scale: number;
  /** Observations that were zero. */
  readonly zeroCount: number;
  /** Counts of the buckets, starting at bucket `offset`. */
  readonly positive: { readonly offset: number; readonly bucketCounts: readonly number[] };
  /** Values below zero, by absolute value. */
  readonly negative: { readonly offset: number; readonly bucketCounts: readonly number[] };
}

/**
 * Histograms in exponential buckets, in columns: base 2, at most 160 buckets of each sign, and a bucket for zeros. A
 * series starts at the finest scale and is reduced to a coarser one when its values need more than 160 buckets.
 * Source: https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram
 */
export class ExponentialColumns {
  readonly positive: ExponentialBuckets;
  /** Values below zero, by absolute value. */
  readonly negative: ExponentialBuckets;
  #scales: Int8Array;
  #zeros: Float64Array;

  constructor(capacity: number, positive?: ExponentialBuckets, negative?: ExponentialBuckets) {
    this.positive = positive ?? new ExponentialBuckets(capacity);
    this.negative = negative ?? new ExponentialBuckets(capacity);
    this.#scales = new Int8Array(capacity).fill(MAX_SCALE);
    this.#zeros = new Float64Array(capacity);
  }

  /** The scale of a series: its base is `2^(2^-scale)`. 0 for a series of zeros only, as in OpenTelemetry. */
  scale(slot: number): number {
    return this.#hasBuckets(slot) ? this.#scales[slot]! : 0;
  }

  /** The number of observations that were zero. */
  zeros(slot: number): number {
    return this.#zeros[slot]!;
  }

  /** The populated buckets of a series, in ascending order of their values. */
  populated(slot: number): Bucket[] {
    const scale = this.#scales[slot]!;
    const buckets: Bucket[] = [];
    this.negative.counts(slot).forEach((count, i) => {
      const index = this.negative.offset(slot) + i;
      const [low, high] = [-exponentialBound(index + 1, scale), -exponentialBound(index, scale)];
      if (count > 0) buckets.unshift({ low, high, count });
    });
    if (this.#zeros[slot]! > 0) buckets.push({ low: 0, high: 0, count: this.#zeros[slot]! });
    this.positive.counts(slot).forEach((count, i) => {
      const index = this.positive.offset(slot) + i;
      const [low, high] = [exponentialBound(index, scale), exponentialBound(index + 1, scale)];
      if (count > 0) buckets.push({ low, high, count });
    });
    return buckets;
  }

  /** Counts a finite value. */
  record(slot: number, value: number): void {
    if (value === 0) {
      this.#zeros[slot]! += 1;
      return;
    }
    const buckets = value > 0 ? this.positive : this.negative;
    // Not `Math.abs`: its result is allocated on the heap where the consuming call is not inlined (decision 0032).
    const size = value > 0 ? value : -value;
    let index = exponentialIndex(size, this.#scales[slot]!);
    for (let excess = buckets.excess(slot, index, index); excess > 0; excess = buckets.excess(slot, index, index)) {
      this.#downscale(slot, excess);
      // Next to a bound the new scale may round to another bucket, for which there may be no room yet.
      index = exponentialIndex(size, this.#scales[slot]!);
    }
    buckets.add(slot, index, 1);
  }

  /** Adds a series that was aggregated elsewhere, at the finest scale that has room for both. */
  mergeBuckets(slot: number, counted: ExponentialSeries): void {
    const other = new ExponentialColumns(1);
    other.#zeros[0] = counted.zeroCount;
    other.#scales[0] = counted.scale;
    for (const sign of ['positive', 'negative'] as const) {
      const { offset, bucketCounts } = counted[sign];
      for (const [i, count] of bucketCounts.entries()) if (count > 0) other[sign].add(0, offset + i, count);
    }
    this.merge(slot, other, 0);
  }

  /** Adds a series of other columns to one of these, at the finest scale that has room for both. */
  merge(slot: number, other: ExponentialColumns, otherSlot: number): void {
    this.#zeros[slot]! += other.#zeros[otherSlot]!;
    if (!other.#hasBuckets(otherSlot)) return;
    this.#downscale(slot, this.#scales[slot]! - other.#scales[otherSlot]!);
    this.#makeRoom(slot, other, otherSlot);
    const scales = other.#scales[otherSlot]! - this.#scales[slot]!;
    this.positive.merge(slot, other.positive, otherSlot, scales);
    this.negative.merge(slot, other.negative, otherSlot, scales);
  }

  /** Subtracts an earlier state of the same series; exact even if the scale was reduced since. */
  subtract(slot: number, earlier: ExponentialColumns, earlierSlot: number): void {
    this.#zeros[slot]! -= earlier.#zeros[earlierSlot]!;
    if (!earlier.#hasBuckets(earlierSlot)) return;
    const scales = earlier.#scales[earlierSlot]! - this.#scales[slot]!;
    this.positive.subtract(slot, earlier.positive, earlierSlot, scales);
    this.negative.subtract(slot, earlier.negative, earlierSlot, scales);
  }

  reset(slot: number): void {
    this.positive.reset(slot);
    this.negative.reset(slot);
    this.#scales[slot] = MAX_SCALE;
    this.#zeros[slot] = 0;
  }

  grow(capacity: number): void {
    const scales = this.#scales;
    this.positive.grow(capacity);
    this.negative.grow(capacity);
    this.#scales = new Int8Array(capacity).fill(MAX_SCALE, scales.length);
    this.#scales.set(scales);
    this.#zeros = enlarge(this.#zeros, capacity);
  }

  /** The columns whose memory a pool keeps. */
  get columns(): Float64Array[] {
    return [this.positive.column, this.negative.column, this.#zeros];
  }

  /** A copy of the first `slots` series, in memory from the pool if there is one. */
  copy(slots: number, pool?: ColumnPool): ExponentialColumns {
    const copy = new ExponentialColumns(0, this.positive.copy(slots, pool), this.negative.copy(slots, pool));
    copy.#scales = this.#scales.slice(0, slots);
    copy.#zeros = pool?.copy(this.#zeros, slots) ?? this.#zeros.slice(0, slots);
    return copy;
  }

  /** Reduces the scale of a series until the buckets of another fit in. */
  #makeRoom(slot: number, other: ExponentialColumns, otherSlot: number): void {
    for (const sign of ['positive', 'negative'] as const) {
      const length = other[sign].length(otherSlot);
      if (length === 0) continue;
      const scales = other.#scales[otherSlot]! - this.#scales[slot]!;
      const low = other[sign].offset(otherSlot) >> scales;
      const high = (other[sign].offset(otherSlot) + length - 1) >> scales;
      this.#downscale(slot, this[sign].excess(slot, low, high));
    }
  }

  #downscale(slot: number, scales: number): void {
    if (scales <= 0) return;
    this.positive.downscale(slot, scales);
    this.negative.downscale(slot, scales);
    this.#scales[slot]! -= scales;
  }

  #hasBuckets(slot: number): boolean {
    return this.positive.length(slot) + this.negative.length(slot) > 0;
  }
}
