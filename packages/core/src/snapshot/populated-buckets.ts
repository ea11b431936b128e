import type { HistogramFamily } from './snapshot.ts';

/** Observations of which only this is known: how many there are, and between which values. */
export interface PopulatedBucket {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/**
 * The buckets of a series that hold observations, ascending, whichever kind they are. They end where the least and the greatest
 * value lie that were ever observed in the series, so that each end is finite.
 */
export function populatedBuckets(family: HistogramFamily, slot: number): PopulatedBucket[] {
  const [least, greatest] = [family.minima[slot]!, family.maxima[slot]!];
  const buckets = family.exponential?.populated(slot) ?? explicitBuckets(family, slot);
  return buckets.map(({ low, high, count }) => {
    // An exponential bucket may lie a little beside a value next to its bound.
    const end = Math.max(Math.min(high, greatest), least);
    return { low: Math.min(Math.max(low, least), end), high: end, count };
  });
}

function explicitBuckets({ metric, buckets }: HistogramFamily, slot: number): PopulatedBucket[] {
  const { bounds, stride } = metric;
  const found: PopulatedBucket[] = [];
  for (let bucket = 0; bucket < stride; bucket++) {
    const count = buckets[slot * stride + bucket]!;
    if (count > 0) found.push({ low: bounds[bucket - 1] ?? -Infinity, high: bounds[bucket] ?? Infinity, count });
  }
  return found;
}
