import { type HistogramFamily, type PopulatedBucket, populatedBuckets } from '@bot-metrics/core/backend';

/*
 * The bins of the Agent's sketches. Bin `k` holds the values around γ^(k - bias), half a bin to either side, and bin `-k` their
 * negatives. Bin 0 holds values closer to zero than 10^-9. So a value differs from that of its bin by at most 0.8 %.
 * Source: https://github.com/DataDog/datadog-agent/blob/main/pkg/util/quantile/config.go
 */
const EPSILON = 1 / 128;
const GAMMA = 1 + 2 * EPSILON;
const LN_GAMMA = Math.log1p(2 * EPSILON);
/** Makes 1 the bin of the smallest value. */
const BIAS = 1 - Math.floor(Math.log(1e-9) / LN_GAMMA);
const MIN_VALUE = GAMMA ** (1 - BIAS);
/** The next key means infinity. All values beyond 10^211 share this bin. */
const MAX_KEY = 2 ** 15 - 2;

/** The observations since the last export, in the bins of a sketch. */
export interface Distribution {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly average: number;
  /** The populated bins, ascending. */
  readonly keys: readonly number[];
  readonly counts: readonly number[];
}

/**
 * Converts the buckets of a series to a sketch. Count and sum are exact. The observations are assumed to be evenly spread over their
 * bucket, so that the error of a quantile is at most the width of a bucket and of a bin. The store knows minimum and maximum only for the
 * life of a series. They are exact if they lie in the outermost populated buckets; otherwise they are the ends of these buckets.
 */
export function convertDistribution(family: HistogramFamily, slot: number): Distribution {
  const sum = family.sums[slot]!;
  const buckets = populatedBuckets(family, slot);
  const count = buckets.reduce((total, bucket) => total + bucket.count, 0);
  const [low, high] = [buckets[0]?.low ?? 0, buckets.at(-1)?.high ?? 0];
  // The difference of two long sums is rounded, so that the average may lie just outside of the observations.
  const average = Math.min(Math.max(sum / count, low), high);
  if (count === 1)
    return { count, sum, min: average, max: average, average, keys: [findSketchKey(average)], counts: [1] };
  const { keys, counts } = new Bins(buckets);
  return { count, sum, min: low, max: high, average, keys, counts };
}

class Bins {
  readonly keys: number[] = [];
  readonly counts: number[] = [];

  constructor(buckets: readonly PopulatedBucket[]) {
    for (const bucket of buckets) this.#spread(bucket);
  }

  /** Places observation `i` of a bucket at the share `(i + 0.5) / count` of its width. Steps from bin to bin, not one by one. */
  #spread({ low, high, count }: PopulatedBucket): void {
    for (let before = 0; before < count; ) {
      const key = findSketchKey(interpolate(low, high, (before + 0.5) / count));
      // Halves, because the difference may be beyond the range of a double.
      const share = (computeSketchBound(key) / 2 - low / 2) / (high / 2 - low / 2);
      const through = high > low ? Math.min(Math.max(Math.floor(share * count + 0.5), before + 1), count) : count;
      this.#add(key, through - before);
      before = through;
    }
  }

  #add(key: number, count: number): void {
    const last = this.keys.length - 1;
    if (this.keys[last] === key) this.counts[last]! += count;
    else {
      this.keys.push(key);
      this.counts.push(count);
    }
  }
}

function interpolate(low: number, high: number, share: number): number {
  return low * (1 - share) + high * share;
}

/** Finds the bin of a finite value. */
export function findSketchKey(value: number): number {
  if (Math.abs(value) < MIN_VALUE) return 0;
  if (value < 0) return -findSketchKey(-value);
  return Math.min(Math.round(Math.log(value) / LN_GAMMA) + BIAS, MAX_KEY);
}

/** Computes the upper bound of a bin. */
export function computeSketchBound(key: number): number {
  if (key === MAX_KEY) return Infinity;
  if (key === 0) return MIN_VALUE;
  if (key === -1) return -MIN_VALUE;
  return key > 0 ? GAMMA ** (key - BIAS + 0.5) : -(GAMMA ** (-key - BIAS - 0.5));
}
