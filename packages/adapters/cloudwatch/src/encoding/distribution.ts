import { type HistogramFamily, type PopulatedBucket, populatedBuckets } from '@bot-metrics/core/backend';

/** Values, each of which represents `counts` observations. */
interface ValueCounts {
  readonly values: readonly number[];
  readonly counts: readonly number[];
}

/** A distribution without its shape. */
interface Statistics {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** The observations since the last export. */
export interface Distribution extends Statistics, ValueCounts {
  /** Whether the products of values and counts, added in order, are exactly the sum, and each value lies in its bucket. */
  readonly isExact: boolean;
}

/** Limits the attempts to correct a rounded sum. */
const MAX_CORRECTIONS = 8;

/**
 * Converts the buckets of a series to one value per bucket and a single observation that completes the sum. A receiver that adds the
 * products of values and counts has the exact sum and count.
 *
 * @param maxValues limit of the distinct values; if there are more buckets, neighbours are joined
 */
export function convertDistribution(family: HistogramFamily, slot: number, maxValues: number): Distribution {
  const buckets = joinNeighbours(populatedBuckets(family, slot), maxValues - 1);
  const [count, sum] = [family.counts[slot]!, family.sums[slot]!];
  const [min, max] = [buckets[0]?.low ?? sum, buckets.at(-1)?.high ?? sum];
  if (count === 1) return { count, sum, min: sum, max: sum, values: [sum], counts: [1], isExact: true };
  if (min === max && min * count === sum)
    return { count, sum, min, max, values: [min], counts: [count], isExact: true };
  return { count, sum, min, max, ...completeSum(buckets, estimateValues(buckets, sum), sum) };
}

/** Estimates a value in each bucket. All move the same share of the way from the middle to the end, until they add up to the sum. */
function estimateValues(buckets: readonly PopulatedBucket[], sum: number): number[] {
  const middle = total(buckets, ({ low, high }) => interpolate(low, high, 0.5));
  const ends = total(buckets, ({ low, high }) => (sum < middle ? low : high));
  const share = (sum - middle) / (ends - middle);
  const moved = Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
  return buckets.map(({ low, high }) => interpolate(interpolate(low, high, 0.5), sum < middle ? low : high, moved));
}

/** Separates one observation and gives it the rest of the sum, in the first bucket that contains this value. */
function completeSum(
  buckets: readonly PopulatedBucket[],
  values: readonly number[],
  sum: number,
): ValueCounts & { readonly isExact: boolean } {
  let best: (ValueCounts & { readonly isExact: boolean }) | undefined;
  // Starts with the widest bucket, which has the most room for rounding errors.
  const order = buckets.map((_, i) => i).sort((a, b) => computeWidth(buckets[b]!) - computeWidth(buckets[a]!));
  for (const at of order) {
    const kept = buckets.flatMap(({ count }, i) => {
      const others = i === at ? count - 1 : count;
      return others === 0 ? [] : [{ value: values[i]!, count: others }];
    });
    const rest = kept.reduce((added, { value, count }) => added + value * count, 0);
    const single = subtractExactly(sum, rest);
    const { low, high } = buckets[at]!;
    const isExact = rest + single === sum && single >= low && single <= high;
    const candidate = {
      values: [...kept.map(({ value }) => value), single],
      counts: [...kept.map(({ count }) => count), 1],
      isExact,
    };
    if (isExact) return candidate;
    best ??= candidate;
  }
  return best ?? { values: [sum], counts: [1], isExact: false };
}

/** Finds the number that gives `sum` when it is added to `rest`, despite rounding. */
function subtractExactly(sum: number, rest: number): number {
  let single = sum - rest;
  for (let i = 0; i < MAX_CORRECTIONS && rest + single !== sum; i++) single += sum - (rest + single);
  return single;
}

function computeWidth({ low, high }: PopulatedBucket): number {
  return high - low;
}

function total(buckets: readonly PopulatedBucket[], getValue: (bucket: PopulatedBucket) => number): number {
  return buckets.reduce((sum, bucket) => sum + getValue(bucket) * bucket.count, 0);
}

/** Interpolates without the difference, which may overflow. Clamped, because subnormal numbers round beyond both ends. */
function interpolate(low: number, high: number, share: number): number {
  return Math.min(Math.max(low * (1 - share) + high * share, Math.min(low, high)), Math.max(low, high));
}

function joinNeighbours(buckets: readonly PopulatedBucket[], maxBuckets: number): readonly PopulatedBucket[] {
  if (buckets.length <= maxBuckets) return buckets;
  const size = Math.ceil(buckets.length / maxBuckets);
  return Array.from({ length: Math.ceil(buckets.length / size) }, (_, i) => {
    const part = buckets.slice(i * size, (i + 1) * size);
    const count = part.reduce((sum, bucket) => sum + bucket.count, 0);
    return { low: part[0]!.low, high: part.at(-1)!.high, count };
  });
}
