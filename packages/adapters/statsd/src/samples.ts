import { type HistogramFamily, type PopulatedBucket, populatedBuckets } from '@bot-metrics/core/backend';
import { sampleWeights } from './sample-weights.ts';

/** A value that stands for `weight` observations, which lie between `low` and `high`. */
interface Estimate extends Omit<PopulatedBucket, 'count'> {
  readonly value: number;
  readonly weight: number;
}

/** A value that stands for `weight` observations. */
export interface Sample {
  readonly value: number;
  readonly weight: number;
}

/**
 * What was observed since the last export, as samples in ascending order: each is the estimate of the observation in the
 * middle of the ranks that it stands for. It lies in the bucket of that observation, never beyond the least and the
 * greatest that were seen, and all together have the sum of what was observed where the buckets allow it, which they do as
 * long as each stands for one. A single observation is told exactly.
 */
export function samplesOf(family: HistogramFamily, slot: number): Sample[] {
  const estimates = spread(populatedBuckets(family, slot), sampleWeights(family.counts[slot]!));
  return withSum(estimates, family.sums[slot]!);
}

/** Takes the observations of a bucket for evenly spread over it. */
function spread(buckets: readonly PopulatedBucket[], weights: readonly number[]): Estimate[] {
  let [at, before, ranks] = [0, 0, 0];
  return weights.map((weight) => {
    const rank = ranks + weight / 2;
    ranks += weight;
    while (at < buckets.length - 1 && rank > before + buckets[at]!.count) before += buckets[at++]!.count;
    const { low, high, count } = buckets[at]!;
    return { value: between(low, high, (rank - before) / count), weight, low, high };
  });
}

/** Moves all values by the same share of the way to the end of their bucket, until they add up to the sum. */
function withSum(estimates: readonly Estimate[], sum: number): Sample[] {
  const estimated = total(estimates, 'value');
  const end = sum < estimated ? 'low' : 'high';
  const share = Math.min(1, (sum - estimated) / (total(estimates, end) - estimated));
  // Nothing to move: the buckets are points; or values that do not add up to a finite number.
  if (!Number.isFinite(share)) return [...estimates];
  return estimates.map((estimate) => ({ ...estimate, value: between(estimate.value, estimate[end], share) }));
}

function total(estimates: readonly Estimate[], member: 'value' | 'low' | 'high'): number {
  return estimates.reduce((sum, estimate) => sum + estimate[member] * estimate.weight, 0);
}

/** Interpolates. The result grows with `share` and stays between both ends, even where subnormal numbers are rounded. */
function between(low: number, high: number, share: number): number {
  const width = high - low;
  // A width beyond the range of a double is halved.
  const value = Number.isFinite(width) ? low + width * share : 2 * (low / 2 + (high / 2 - low / 2) * share);
  return Math.min(Math.max(value, Math.min(low, high)), Math.max(low, high));
}
