import type { HistogramFamily } from '@bot-metrics/core';
import { sketchBound, sketchKey } from './sketch-key.ts';

/** What was observed since the last export, in the bins of a sketch. */
export interface Distribution {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Of the bins that are populated, ascending. */
  readonly keys: readonly number[];
  readonly counts: readonly number[];
}

interface Bucket {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/**
 * The distribution of a series. Its count and sum are exact. Observations are taken for evenly spread over their bucket,
 * so that a quantile is off by the width of a bucket at most, and that of a bin. Of least and greatest only those of the life of a
 * series are known: they are exact where they fall into the outermost buckets that are populated, and otherwise the ends of these.
 */
export function distributionOf(family: HistogramFamily, slot: number): Distribution {
  const bins = new Bins();
  const buckets = bucketsOf(family, slot);
  const sum = family.sums[slot]!;
  const count = buckets.reduce((total, bucket) => total + bucket.count, 0);
  const mean = sum / count;
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (first === undefined || last === undefined) return { count, sum, min: 0, max: 0, keys: [], counts: [] };
  if (count === 1) {
    const value = Math.min(Math.max(sum, first.low), first.high);
    return { count, sum, min: value, max: value, keys: [sketchKey(value)], counts: [1] };
  }
  for (const bucket of buckets) bins.spread(bucket);
  const { keys, counts } = bins;
  return { count, sum, min: Math.min(first.low, mean), max: Math.max(last.high, mean), keys, counts };
}

class Bins {
  readonly keys: number[] = [];
  readonly counts: number[] = [];

  /** Observation `i` of a bucket is at the share `(i + 0.5) / count` of its width. Steps from bin to bin, not one by one. */
  spread({ low, high, count }: Bucket): void {
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

/** The populated buckets, ascending, whichever kind they are, no wider than what was seen in the life of the series. */
function bucketsOf(family: HistogramFamily, slot: number): Bucket[] {
  const [least, greatest] = [family.minima[slot]!, family.maxima[slot]!];
  return populated(family, slot).map(({ low, high, count }) => {
    // An exponential bucket may lie a little beside a value next to its bound.
    const end = Math.max(Math.min(high, greatest), least);
    return { low: Math.min(Math.max(low, least), end), high: end, count };
  });
}

function populated({ metric, buckets, exponential }: HistogramFamily, slot: number): Bucket[] {
  if (exponential !== undefined) return exponential.populated(slot);
  const { bounds, stride } = metric;
  const found: Bucket[] = [];
  for (let bucket = 0; bucket < stride; bucket++) {
    const count = buckets[slot * stride + bucket]!;
    if (count > 0) found.push({ low: bounds[bucket - 1] ?? -Infinity, high: bounds[bucket] ?? Infinity, count });
  }
  return found;
}
