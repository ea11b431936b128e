import { type HistogramFamily, type PopulatedBucket, populatedBuckets } from '@bot-metrics/core/backend';

/** A value that stands for `weight` observations. */
export interface Sample {
  readonly value: number;
  readonly weight: number;
}

/** A sample, and the bucket that contains its observations. */
interface Estimate extends Sample, Omit<PopulatedBucket, 'count'> {}

/** Limits the samples of a series per export, not counting the remainder. Percentiles are then exact to 0.8 % of the ranks. */
const MAX_SAMPLES = 256;

/**
 * Estimates the observations since the last export as samples in ascending order. Each sample is the estimate of the middle
 * observation of the ranks that it represents. It lies in the bucket of that observation and between the smallest and the
 * largest value ever observed. The samples have the exact sum where the buckets allow it, as long as each represents one
 * observation. A single observation is exact.
 */
export function sampleHistogram(family: HistogramFamily, slot: number): Sample[] {
  const estimates = estimate(populatedBuckets(family, slot), splitCount(family.counts[slot]!));
  return adjustToSum(estimates, family.sums[slot]!);
}

/**
 * Splits a count into a bounded number of sample weights: as many equal powers of two as fit, and the binary digits of the
 * remainder, spread evenly between them. The weights add up to exactly `count`. Since nearly all are equal, percentiles are
 * right even in a daemon that ignores weights.
 */
export function splitCount(count: number): number[] {
  let weight = 1;
  while (Math.floor(count / weight) > MAX_SAMPLES) weight *= 2;
  const remainder = splitIntoPowersOfTwo(count % weight);
  const length = Math.floor(count / weight) + remainder.length;
  const weights = Array.from({ length }, () => weight);
  remainder.forEach((power, i) => {
    weights[Math.floor(((i + 0.5) * length) / remainder.length)] = power;
  });
  return weights;
}

/**
 * Formats the sample rate of a line that stands for `weight` observations; empty for 1. Daemons count a line with the rate r
 * as 1/r, which is exact in all of them only for powers of two.
 */
export function formatRate(weight: number): string {
  return weight === 1 ? '' : `|@${(1 / weight).toFixed(Math.log2(weight))}`;
}

function splitIntoPowersOfTwo(number: number): number[] {
  const powers: number[] = [];
  let rest = number;
  for (let power = 1; rest >= 1; power *= 2) {
    if (rest % 2 === 1) powers.push(power);
    rest = Math.floor(rest / 2);
  }
  return powers;
}

/** Assumes that the observations of a bucket are spread evenly over it. */
function estimate(buckets: readonly PopulatedBucket[], weights: readonly number[]): Estimate[] {
  let [at, before, ranks] = [0, 0, 0];
  return weights.map((weight) => {
    const rank = ranks + weight / 2;
    ranks += weight;
    while (at < buckets.length - 1 && rank > before + buckets[at]!.count) before += buckets[at++]!.count;
    const { low, high, count } = buckets[at]!;
    return { value: interpolate(low, high, (rank - before) / count), weight, low, high };
  });
}

/** Moves all values by the same share of the way to the end of their bucket, until they add up to the sum. */
function adjustToSum(estimates: readonly Estimate[], sum: number): Sample[] {
  const estimated = total(estimates, 'value');
  const end = sum < estimated ? 'low' : 'high';
  const share = Math.min(1, (sum - estimated) / (total(estimates, end) - estimated));
  // Either the buckets are points, so that nothing can move, or the values have no finite sum.
  if (!Number.isFinite(share)) return [...estimates];
  return estimates.map((each) => ({ ...each, value: interpolate(each.value, each[end], share) }));
}

function total(estimates: readonly Estimate[], member: 'value' | 'low' | 'high'): number {
  return estimates.reduce((sum, each) => sum + each[member] * each.weight, 0);
}

/** Grows with `share` and stays between both ends, even where subnormal numbers are rounded. */
function interpolate(low: number, high: number, share: number): number {
  const width = high - low;
  // Halves a width beyond the range of a double.
  const value = Number.isFinite(width) ? low + width * share : 2 * (low / 2 + (high / 2 - low / 2) * share);
  return Math.min(Math.max(value, Math.min(low, high)), Math.max(low, high));
}
