import { type HistogramFamily, type PopulatedBucket, populatedBuckets } from '@bot-metrics/core/backend';

/** Values that stand for as many observations as their counts say. */
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
  /** Whether values times counts, added up in their order, are the sum to the last bit, with each value where it was observed. */
  readonly isExact: boolean;
}

/** So small are the corrections that rounding needs. */
const MAX_CORRECTIONS = 8;

/**
 * What was observed, as one value for each bucket, and one observation by itself that makes up for what the others miss of the
 * sum: a receiver that adds up values times counts has the exact sum and count.
 *
 * @param most distinct values; neighbouring buckets are taken together until there are not more
 */
export function distributionOf(family: HistogramFamily, slot: number, most: number): Distribution {
  const buckets = joined(populatedBuckets(family, slot), most - 1);
  const [count, sum] = [family.counts[slot]!, family.sums[slot]!];
  const [min, max] = [buckets[0]?.low ?? sum, buckets.at(-1)?.high ?? sum];
  if (count === 1) return { count, sum, min: sum, max: sum, values: [sum], counts: [1], isExact: true };
  if (min === max && min * count === sum)
    return { count, sum, min, max, values: [min], counts: [count], isExact: true };
  return { count, sum, min, max, ...singleOut(buckets, withSum(buckets, sum), sum) };
}

/** A value in each bucket: all the same share of the way from its middle to its end, so that they add up to the sum. */
function withSum(buckets: readonly PopulatedBucket[], sum: number): number[] {
  const middle = total(buckets, ({ low, high }) => between(low, high, 0.5));
  const ends = total(buckets, ({ low, high }) => (sum < middle ? low : high));
  const share = (sum - middle) / (ends - middle);
  const moved = Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
  return buckets.map(({ low, high }) => between(between(low, high, 0.5), sum < middle ? low : high, moved));
}

/** Takes an observation out of the bucket in which it can best be what is left of the sum. */
function singleOut(
  buckets: readonly PopulatedBucket[],
  values: readonly number[],
  sum: number,
): ValueCounts & { readonly isExact: boolean } {
  let best: (ValueCounts & { readonly isExact: boolean }) | undefined;
  // From the widest on: there is the most room for what rounding has left.
  const order = buckets.map((_, i) => i).sort((a, b) => widthOf(buckets[b]!) - widthOf(buckets[a]!));
  for (const at of order) {
    const kept = buckets.flatMap(({ count }, i) => {
      const others = i === at ? count - 1 : count;
      return others === 0 ? [] : [{ value: values[i]!, count: others }];
    });
    const rest = kept.reduce((added, { value, count }) => added + value * count, 0);
    const single = missing(rest, sum);
    const { low, high } = buckets[at]!;
    const isExact = rest + single === sum && single >= low && single <= high;
    const found = {
      values: [...kept.map(({ value }) => value), single],
      counts: [...kept.map(({ count }) => count), 1],
      isExact,
    };
    if (isExact) return found;
    best ??= found;
  }
  return best ?? { values: [sum], counts: [1], isExact: false };
}

/** What has to be added so that the sum comes out, whatever is rounded. */
function missing(rest: number, sum: number): number {
  let single = sum - rest;
  for (let i = 0; i < MAX_CORRECTIONS && rest + single !== sum; i++) single += sum - (rest + single);
  return single;
}

function widthOf({ low, high }: PopulatedBucket): number {
  return high - low;
}

function total(buckets: readonly PopulatedBucket[], of: (bucket: PopulatedBucket) => number): number {
  return buckets.reduce((sum, bucket) => sum + of(bucket) * bucket.count, 0);
}

/** Without their difference, which may be beyond the range of a double. */
function between(low: number, high: number, share: number): number {
  return low * (1 - share) + high * share;
}

function joined(buckets: readonly PopulatedBucket[], most: number): readonly PopulatedBucket[] {
  if (buckets.length <= most) return buckets;
  const size = Math.ceil(buckets.length / most);
  return Array.from({ length: Math.ceil(buckets.length / size) }, (_, i) => {
    const part = buckets.slice(i * size, (i + 1) * size);
    const count = part.reduce((sum, bucket) => sum + bucket.count, 0);
    return { low: part[0]!.low, high: part.at(-1)!.high, count };
  });
}
