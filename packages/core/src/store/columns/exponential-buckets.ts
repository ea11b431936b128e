import { type ColumnPool, enlarge } from './column-pool.ts';

/** The most buckets of one sign in a series. OpenTelemetry's default. */
export const MAX_BUCKETS = 160;

const NONE = new Float64Array(0);

/** The buckets of one sign in exponential columns: entry `slot` of each array belongs to the series in that slot. */
export class ExponentialBuckets {
  /** Index of the first bucket; 0 in a series without buckets. */
  #offsets: Int32Array;
  /** Number of buckets from the first to the last populated one. */
  #lengths: Int32Array;
  /** `MAX_BUCKETS` entries a series, zeros after the last bucket. Empty until a series has a bucket: negative values are rare. */
  #counts: Float64Array = NONE;

  constructor(capacity: number) {
    this.#offsets = new Int32Array(capacity);
    this.#lengths = new Int32Array(capacity);
  }

  /** Index of the first bucket of a series, 0 if it has none. */
  offset(slot: number): number {
    return this.#offsets[slot]!;
  }

  /** Number of buckets of a series, including empty ones between populated ones. */
  length(slot: number): number {
    return this.#lengths[slot]!;
  }

  /** Observations in each bucket of a series, starting at bucket `offset`. A view of the column: copy it to keep it. */
  counts(slot: number): Float64Array {
    const first = slot * MAX_BUCKETS;
    return this.#counts.subarray(first, first + this.#lengths[slot]!);
  }

  /** The number of scales by which a series must be reduced to have room for the buckets from `low` to `high`. */
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

  /** Adds to a bucket. Call it only where `excess` is 0. */
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

  /** Merges each 2^`scales` neighbouring buckets. */
  downscale(slot: number, scales: number): void {
    const length = this.#lengths[slot]!;
    if (length === 0 || scales === 0) return;
    const counts = this.#counts;
    const first = slot * MAX_BUCKETS;
    const offset = this.#offsets[slot]!;
    const mergedOffset = offset >> scales;
    for (let position = 0; position < length; position++) {
      const to = ((offset + position) >> scales) - mergedOffset;
      if (to === position) continue;
      counts[first + to]! += counts[first + position]!;
      counts[first + position] = 0;
    }
    this.#offsets[slot] = mergedOffset;
    this.#lengths[slot] = ((offset + length - 1) >> scales) - mergedOffset + 1;
  }

  /** Adds the buckets of another series, whose scale is larger by `scales`. Call it only where `excess` is 0. */
  merge(slot: number, other: ExponentialBuckets, otherSlot: number, scales: number): void {
    const offset = other.#offsets[otherSlot]!;
    other.counts(otherSlot).forEach((count, i) => {
      if (count > 0) this.add(slot, (offset + i) >> scales, count);
    });
  }

  /** Subtracts an earlier state of the series, whose scale was larger by `scales`. */
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
    if (this.#counts.length > 0) this.#counts = enlarge(this.#counts, capacity * MAX_BUCKETS);
  }

  /** The counts of all series, empty or `MAX_BUCKETS` each. */
  get column(): Float64Array {
    return this.#counts;
  }

  /** A copy of the first `slots` series. */
  copy(slots: number, pool?: ColumnPool): ExponentialBuckets {
    const copy = new ExponentialBuckets(0);
    const entries = Math.min(slots * MAX_BUCKETS, this.#counts.length);
    copy.#offsets = this.#offsets.slice(0, slots);
    copy.#lengths = this.#lengths.slice(0, slots);
    copy.#counts = pool?.copy(this.#counts, entries) ?? this.#counts.slice(0, entries);
    return copy;
  }

  /** Moves the buckets of a series up by `places`, or down if negative, and fills the vacated places with zeros. */
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

  /** Removes the empty buckets at both ends. */
  #trim(slot: number): void {
    const counts = this.counts(slot);
    const first = counts.findIndex((count) => count !== 0);
    const last = counts.findLastIndex((count) => count !== 0);
    if (first > 0) this.#shift(slot, -first);
    this.#offsets[slot] = first === -1 ? 0 : this.#offsets[slot]! + first;
    this.#lengths[slot] = last - first + (first === -1 ? 0 : 1);
  }
}
