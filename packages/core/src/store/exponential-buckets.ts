import type { SpareColumns } from './spare-columns.ts';
import { grown } from './stored-metric.ts';

/** Most buckets of one sign in a series. OpenTelemetry's default. */
const MAX_BUCKETS = 160;

const NONE = new Float64Array(0);

/** The buckets of one sign in exponential columns: entry `slot` of each array belongs to the series in that slot. */
export class ExponentialBuckets {
  /** Index of the first bucket; 0 in a series without one. */
  #offsets: Int32Array;
  /** Buckets from the first to the last that is populated. */
  #lengths: Int32Array;
  /** `MAX_BUCKETS` a series, with zeros after the last; none at all until some series has one: negatives are rare. */
  #counts: Float64Array = NONE;

  constructor(capacity: number) {
    this.#offsets = new Int32Array(capacity);
    this.#lengths = new Int32Array(capacity);
  }

  /** Index of a series' first bucket, 0 if it has none. */
  offset(slot: number): number {
    return this.#offsets[slot]!;
  }

  /** How many buckets a series has, empty ones between populated ones included. */
  length(slot: number): number {
    return this.#lengths[slot]!;
  }

  /** Observations in each bucket of a series, from `offset` on. A view: copy it to keep it. */
  counts(slot: number): Float64Array {
    const first = slot * MAX_BUCKETS;
    return this.#counts.subarray(first, first + this.#lengths[slot]!);
  }

  /** By how many scales a series must come down before it has room for the buckets from `low` to `high`. */
  excess(slot: number, low: number, high: number): number {
    const length = this.#lengths[slot]!;
    const offset = this.#offsets[slot]!;
    let first = length === 0 ? low : Math.min(low, offset);
    let last = length === 0 ? high : Math.max(high, offset + length - 1);
    let scales = 0;
    for (; last - first >= MAX_BUCKETS; scales++) {
      first >>= 1;
      last >>= 1;
    }
    return scales;
  }

  /** Adds to a bucket, for which `excess` has found room. */
  add(slot: number, index: number, count: number): void {
    if (this.#counts.length === 0) this.#counts = new Float64Array(this.#offsets.length * MAX_BUCKETS);
    const length = this.#lengths[slot]!;
    let position = length === 0 ? 0 : index - this.#offsets[slot]!;
    if (length === 0 || position < 0) {
      this.#shift(slot, -position);
      this.#offsets[slot] = index;
      this.#lengths[slot] = length === 0 ? 1 : length - position;
      position = 0;
    } else if (position >= length) {
      this.#lengths[slot] = position + 1;
    }
    this.#counts[slot * MAX_BUCKETS + position]! += count;
  }

  /** Merges each 2^`scales` neighbours. */
  downscale(slot: number, scales: number): void {
    const length = this.#lengths[slot]!;
    if (length === 0 || scales === 0) return;
    const counts = this.#counts;
    const first = slot * MAX_BUCKETS;
    const offset = this.#offsets[slot]!;
    const merged = offset >> scales;
    for (let position = 0; position < length; position++) {
      const to = ((offset + position) >> scales) - merged;
      if (to === position) continue;
      counts[first + to]! += counts[first + position]!;
      counts[first + position] = 0;
    }
    this.#offsets[slot] = merged;
    this.#lengths[slot] = ((offset + length - 1) >> scales) - merged + 1;
  }

  /** Adds the buckets of another series, whose scale is greater by `scales`; `excess` has found room. */
  merge(slot: number, other: ExponentialBuckets, otherSlot: number, scales: number): void {
    const offset = other.#offsets[otherSlot]!;
    other.counts(otherSlot).forEach((count, i) => {
      if (count > 0) this.add(slot, (offset + i) >> scales, count);
    });
  }

  /** Takes away what an earlier state of the series had, whose scale was greater by `scales`. */
  subtract(slot: number, earlier: ExponentialBuckets, earlierSlot: number, scales: number): void {
    const length = this.#lengths[slot]!;
    const before = earlier.counts(earlierSlot);
    for (let i = 0; i < before.length; i++) {
      const position = ((earlier.offset(earlierSlot) + i) >> scales) - this.#offsets[slot]!;
      if (position >= 0 && position < length) this.#counts[slot * MAX_BUCKETS + position]! -= before[i]!;
    }
    if (before.length > 0) this.#trim(slot);
  }

  reset(slot: number): void {
    if (this.#lengths[slot]! > 0) this.#counts.fill(0, slot * MAX_BUCKETS, (slot + 1) * MAX_BUCKETS);
    this.#offsets[slot] = 0;
    this.#lengths[slot] = 0;
  }

  grow(capacity: number): void {
    const before = [this.#offsets, this.#lengths] as const;
    this.#offsets = new Int32Array(capacity);
    this.#offsets.set(before[0]);
    this.#lengths = new Int32Array(capacity);
    this.#lengths.set(before[1]);
    if (this.#counts.length > 0) this.#counts = grown(this.#counts, capacity * MAX_BUCKETS);
  }

  /** The counts of all series, empty or `MAX_BUCKETS` each. */
  get column(): Float64Array {
    return this.#counts;
  }

  /** A copy of the first `slots` series. */
  copy(slots: number, pool?: SpareColumns): ExponentialBuckets {
    const copy = new ExponentialBuckets(0);
    const entries = Math.min(slots * MAX_BUCKETS, this.#counts.length);
    copy.#offsets = this.#offsets.slice(0, slots);
    copy.#lengths = this.#lengths.slice(0, slots);
    copy.#counts = pool?.copyOf(this.#counts, entries) ?? this.#counts.slice(0, entries);
    return copy;
  }

  /** Moves the buckets of a series up by `places`, or down where it is negative; zeros take their room. */
  #shift(slot: number, places: number): void {
    const first = slot * MAX_BUCKETS;
    const end = first + this.#lengths[slot]!;
    const counts = this.#counts;
    if (places > 0) {
      counts.copyWithin(first + places, first, end);
      counts.fill(0, first, first + places);
    } else if (places < 0) {
      counts.copyWithin(first, first - places, end);
      counts.fill(0, end + places, end);
    }
  }

  /** Leaves out the empty buckets at both ends. */
  #trim(slot: number): void {
    const counts = this.counts(slot);
    const first = counts.findIndex((count) => count !== 0);
    const last = counts.findLastIndex((count) => count !== 0);
    if (first > 0) this.#shift(slot, -first);
    this.#offsets[slot] = first === -1 ? 0 : this.#offsets[slot]! + first;
    this.#lengths[slot] = last - first + (first === -1 ? 0 : 1);
  }
}
