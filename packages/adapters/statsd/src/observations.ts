import type { HistogramFamily } from '@bot-metrics/core';

interface Bucket {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** Observations that are told as one value: `count` of them in one bucket. */
export interface Observations {
  readonly value: number;
  readonly count: number;
}

/**
 * One entry for each bucket of a series with new observations: a value inside the bucket, never beyond the least and the
 * greatest that were seen. Where all of them lie in one bucket it is their mean, so that a single one is told exactly.
 */
export function observationsOf(family: HistogramFamily, slot: number): Observations[] {
  const { counts, sums, minima, maxima } = family;
  return bucketsOf(family, slot).map((bucket) => {
    const { count } = bucket;
    const low = Math.max(minima[slot]!, bucket.low);
    const high = Math.min(maxima[slot]!, bucket.high);
    const middle = count === counts[slot]! ? sums[slot]! / count : low / 2 + high / 2;
    return { value: Math.min(Math.max(middle, low), high), count };
  });
}

/** The populated buckets, whichever kind they are. */
function bucketsOf({ metric, buckets, exponential }: HistogramFamily, slot: number): Bucket[] {
  if (exponential !== undefined) return exponential.populated(slot);
  const { bounds, stride } = metric;
  const populated: Bucket[] = [];
  for (let bucket = 0; bucket < stride; bucket++) {
    const count = buckets[slot * stride + bucket]!;
    if (count <= 0) continue;
    populated.push({ low: bounds[bucket - 1] ?? -Infinity, high: bounds[bucket] ?? Infinity, count });
  }
  return populated;
}
