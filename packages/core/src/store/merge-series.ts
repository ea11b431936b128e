import type { AttributePairs } from '../views/views.ts';
import type { ExponentialSeries } from './columns/exponential-columns.ts';
import { MAX_SCALE } from './columns/exponential-index.ts';
import type { WritableMetric } from './metrics/create-metric.ts';
import type { HistogramMetric } from './metrics/histogram-metric.ts';

/** Records of one series that were aggregated elsewhere, such as in a worker process. */
export interface SeriesIncrement {
  /** Values as text, or in the type of their label. */
  readonly labels: AttributePairs;
  /** Number of records: a whole number, 0 or more. */
  readonly count: number;
  /** What is added to the total of a counter or an up-down counter, or to the sum of a histogram; the new value of a gauge. */
  readonly value: number;
  /** For explicit buckets: the observations of each bucket, not cumulative; together they are `count`. */
  readonly buckets?: readonly number[];
  /** For exponential buckets; together its counts are `count`. */
  readonly exponential?: ExponentialSeries;
  /** Extremes of a histogram. @default unchanged */
  readonly min?: number;
  readonly max?: number;
}

/** The coarsest scale that any double needs. */
const MIN_SCALE = -11;
const MAX_INDEX = 2 ** 31 - 1;

/** The first problem of an increment, which may come from another process; `undefined` for a valid one. */
export function findIncrementProblem(metric: WritableMetric, increment: SeriesIncrement): string | undefined {
  const { labels, count, value, min, max } = increment;
  if (!Array.isArray(labels) || !labels.every(isLabelPair)) return 'labels must be pairs of a name and a value';
  if (!isCount(count)) return `count ${count} must be a whole number, 0 or more`;
  if (!Number.isFinite(value)) return `value ${value} must be a finite number`;
  if (metric.definition.type === 'counter' && value < 0) return `value ${value} of a counter must be 0 or more`;
  if (metric.kind !== 'histogram') return undefined;
  for (const extreme of [min, max]) {
    if (extreme !== undefined && !Number.isFinite(extreme)) return `min and max must be finite numbers, not ${extreme}`;
  }
  return metric.exponential === undefined
    ? findExplicitProblem(metric, increment)
    : findExponentialProblem(increment.exponential, count);
}

/**
 * Adds an increment to its series, which is created if needed. A record that cannot be added is counted as dropped. Call
 * `findIncrementProblem` first.
 */
export function mergeIncrement(metric: WritableMetric, increment: SeriesIncrement): void {
  const { count, value } = increment;
  const slot = metric.resolve(Object.fromEntries(increment.labels));
  if (slot < 0) return;
  switch (metric.kind) {
    case 'gauge':
      metric.set(slot, value);
      metric.counts[slot]! += count - 1;
      return;
    case 'sum':
      if (!Number.isFinite(metric.values[slot]! + value))
        metric.refuse(`the value ${value}, which takes its total out of range`);
      else {
        metric.values[slot]! += value;
        metric.counts[slot]! += count;
      }
      return;
    case 'histogram':
      if (Number.isFinite(metric.sums[slot]! + value)) mergeDistribution(metric, slot, increment);
      else metric.refuse(`the value ${value}, which takes its sum out of range`);
  }
}

function mergeDistribution(metric: HistogramMetric, slot: number, increment: SeriesIncrement): void {
  const { count, value, buckets = [count], exponential, min = Infinity, max = -Infinity } = increment;
  metric.counts[slot]! += count;
  metric.sums[slot]! += value;
  metric.minima[slot] = Math.min(metric.minima[slot]!, min);
  metric.maxima[slot] = Math.max(metric.maxima[slot]!, max);
  for (let i = 0; i < metric.stride; i++) metric.buckets[slot * metric.stride + i]! += buckets[i] ?? 0;
  if (exponential !== undefined) metric.exponential?.mergeBuckets(slot, exponential);
}

function findExplicitProblem({ stride }: HistogramMetric, { buckets, count }: SeriesIncrement): string | undefined {
  if (!Array.isArray(buckets) || buckets.length !== stride) return `buckets must be a list of ${stride} counts`;
  return isBreakdown(buckets, count) ? undefined : `buckets must be whole numbers that add up to the count, ${count}`;
}

function findExponentialProblem(exponential: ExponentialSeries | undefined, count: number): string | undefined {
  if (exponential === undefined) return 'exponential buckets are missing';
  const { scale, zeroCount, positive, negative } = exponential;
  if (!Number.isInteger(scale) || scale < MIN_SCALE || scale > MAX_SCALE) {
    return `scale ${scale} must be a whole number from ${MIN_SCALE} to ${MAX_SCALE}`;
  }
  const counts = [zeroCount];
  for (const { offset, bucketCounts } of [positive, negative]) {
    const isInRange = Number.isInteger(offset) && Math.abs(offset) + bucketCounts.length <= MAX_INDEX;
    if (!isInRange) return `offset ${offset} must be a whole number of 32 bits`;
    counts.push(...bucketCounts);
  }
  return isBreakdown(counts, count)
    ? undefined
    : `exponential buckets must be whole numbers that add up to the count, ${count}`;
}

function isLabelPair(pair: unknown): boolean {
  if (!Array.isArray(pair) || pair.length !== 2 || typeof pair[0] !== 'string') return false;
  return ['string', 'number', 'boolean'].includes(typeof pair[1]);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isBreakdown(counts: readonly number[], total: number): boolean {
  return counts.every(isCount) && counts.reduce((sum, count) => sum + count, 0) === total;
}
