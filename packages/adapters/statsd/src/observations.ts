import type { HistogramFamily } from '@bot-metrics/core';

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
  const { buckets, counts, sums, minima, maxima, metric } = family;
  const { bounds, stride } = metric;
  const observations: Observations[] = [];
  for (let bucket = 0; bucket < stride; bucket++) {
    const count = buckets[slot * stride + bucket]!;
    if (count <= 0) continue;
    const low = Math.max(minima[slot]!, bounds[bucket - 1] ?? -Infinity);
    const high = Math.min(maxima[slot]!, bounds[bucket] ?? Infinity);
    const middle = count === counts[slot]! ? sums[slot]! / count : low / 2 + high / 2;
    observations.push({ value: Math.min(Math.max(middle, low), high), count });
  }
  return observations;
}
