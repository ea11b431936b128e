import type { HistogramFamily } from './snapshot.ts';

/** `count` observations between `low` and `high`, both finite and inclusive. */
export interface PopulatedBucket {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/**
 * The populated buckets of a series in ascending order, for explicit and exponential buckets alike. The smallest and the
 * largest value ever observed in the series limit them, so that both ends of each bucket are finite.
 */
export function populatedBuckets(family: HistogramFamily, slot: number): PopulatedBucket[] {
  const [minimum, maximum] = [family.minima[slot]!, family.maxima[slot]!];
  const buckets = family.exponential?.populated(slot) ?? explicitBuckets(family, slot);
  return buckets.map(({ low, high, count }) => {
    // Next to a bound, an exponential bucket may not quite contain its value.
    const end = Math.max(Math.min(high, maximum), minimum);
    return { low: Math.min(Math.max(low, minimum), end), high: end, count };
  });
}

function explicitBuckets({ metric, buckets }: HistogramFamily, slot: number): PopulatedBucket[] {
  const { bounds, stride } = metric;
  const populated: PopulatedBucket[] = [];
  for (let bucket = 0; bucket < stride; bucket++) {
    const count = buckets[slot * stride + bucket]!;
    if (count > 0) populated.push({ low: bounds[bucket - 1] ?? -Infinity, high: bounds[bucket] ?? Infinity, count });
  }
  return populated;
}
