import { type HistogramFamily, type PopulatedBucket, populatedBuckets } from '@bot-metrics/core/backend';
import { sketchBound, sketchKey } from './sketch-key.ts';

/** What was observed since the last export, in the bins of a sketch. */
export interface Distribution {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly average: number;
  /** Of the bins that are populated, ascending. */
  readonly keys: readonly number[];
  readonly counts: readonly number[];
}

/**
 * The distribution of a series. Its count and sum are exact. Observations are taken for evenly spread over their bucket,
 * so that a quantile is off by the width of a bucket at most, and that of a bin. Of least and greatest only those of the life of a
 * series are known: they are exact where they fall into the outermost buckets that are populated, and otherwise the ends of these.
 */
export function distributionOf(family: HistogramFamily, slot: number): Distribution {
  const sum = family.sums[slot]!;
  const buckets = populatedBuckets(family, slot);
  const count = buckets.reduce((total, bucket) => total + bucket.count, 0);
  const [low, high] = [buckets[0]?.low ?? 0, buckets.at(-1)?.high ?? 0];
  // What is left of two long sums may have its average a little beside all that was observed.
  const average = Math.min(Math.max(sum / count, low), high);
  if (count === 1) return { count, sum, min: average, max: average, average, keys: [sketchKey(average)], counts: [1] };
  const { keys, counts } = new Bins(buckets);
  return { count, sum, min: low, max: high, average, keys, counts };
}

class Bins {
  readonly keys: number[] = [];
  readonly counts: number[] = [];

  constructor(buckets: readonly PopulatedBucket[]) {
    for (const bucket of buckets) this.#spread(bucket);
  }

  /** Observation `i` of a bucket is at the share `(i + 0.5) / count` of its width. Steps from bin to bin, not one by one. */
  #spread({ low, high, count }: PopulatedBucket): void {
    for (let before = 0; before < count; ) {
      const key = sketchKey(between(low, high, (before + 0.5) / count));
      // By halves, as the difference may be beyond the range of a double.
      const share = (sketchBound(key) / 2 - low / 2) / (high / 2 - low / 2);
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

function between(low: number, high: number, share: number): number {
  return low * (1 - share) + high * share;
}
