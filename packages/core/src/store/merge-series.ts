import { OVERFLOW_LABEL } from '../views/label-transform.ts';
import type { AttributePairs } from '../views/views.ts';
import { MAX_BUCKETS } from './columns/exponential-buckets.ts';
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

/** The most label names of a metric whose series come from several processes, each with labels of its own. */
const MAX_MERGED_LABELS = 64;
/** The coarsest scale that any double needs. */
const MIN_SCALE = -11;
const MAX_INDEX = 2 ** 31 - 1;

/** The first problem of increments, which may come from another process; `undefined` for valid ones. */
export function findMergeProblem(metric: WritableMetric, increments: readonly SeriesIncrement[]): string | undefined {
  if (metric.internal) return 'it is a metric of the SDK itself; use another name';
  for (const increment of increments) {
    const problem = readProblem(metric, increment);
    if (problem !== undefined) return problem;
  }
  const added = findNewLabelNames(metric, increments).length;
  return added > 0 && metric.index.names.length + added > MAX_MERGED_LABELS
    ? `its series have more than ${MAX_MERGED_LABELS} label names in all processes; use fewer labels`
    : undefined;
}

/** Nothing that another process sends may throw. */
function readProblem(metric: WritableMetric, increment: SeriesIncrement): string | undefined {
  try {
    return findIncrementProblem(metric, increment);
  } catch {
    return 'a series cannot be read';
  }
}

function findIncrementProblem(metric: WritableMetric, increment: SeriesIncrement): string | undefined {
  const { labels, count, value, min, max } = increment;
  // A copy, because `every` leaves out holes.
  if (!Array.isArray(labels) || !Array.from(labels).every(isLabelPair))
    return 'labels must be pairs of a name and a value';
  if (new Set(labels.map(([name]) => name)).size < labels.length) return 'a label must not be listed twice';
  if (!isCount(count)) return `count ${count} must be a whole number, 0 or more`;
  if (!Number.isFinite(value)) return `value ${value} must be a finite number`;
  if (metric.definition.type === 'counter' && value < 0) return `value ${value} of a counter must be 0 or more`;
  if (metric.kind !== 'histogram') return undefined;
  for (const extreme of [min, max]) {
    if (extreme !== undefined && !Number.isFinite(extreme)) return `min and max must be finite numbers, not ${extreme}`;
  }
  if (min !== undefined && max !== undefined && min > max) return `min ${min} must not be above max ${max}`;
  return metric.exponential === undefined
    ? findExplicitProblem(metric, increment)
    : findExponentialProblem(increment.exponential, count);
}

/** Adds the label names of increments to a metric, because each process may use labels of its own. */
export function addLabelNames(metric: WritableMetric, increments: readonly SeriesIncrement[]): void {
  for (const name of findNewLabelNames(metric, increments)) metric.addLabelName(name);
}

/**
 * Adds an increment to its series, which is created if needed. Returns whether it was added; otherwise its records are counted as
 * dropped. Call `findMergeProblem` and `addLabelNames` first.
 */
export function mergeIncrement(metric: WritableMetric, increment: SeriesIncrement): boolean {
  const { count, labels } = increment;
  const { folded } = metric;
  const slot = isOverflow(metric, labels) ? metric.resolveOverflow() : metric.resolve(Object.fromEntries(labels));
  // `resolve` has counted one record.
  if (metric.folded > folded) metric.folded += count - 1;
  if (slot >= 0) return addTo(metric, slot, increment) || refuse(metric, increment);
  metric.drop('cardinality', count - 1);
  return false;
}

/** Returns false if the total would leave the range of a double. */
function addTo(metric: WritableMetric, slot: number, increment: SeriesIncrement): boolean {
  const { count, value } = increment;
  switch (metric.kind) {
    case 'gauge':
      metric.set(slot, value);
      metric.counts[slot]! += count - 1;
      return true;
    case 'sum':
      if (!Number.isFinite(metric.values[slot]! + value)) return false;
      metric.values[slot]! += value;
      metric.counts[slot]! += count;
      return true;
    case 'histogram':
      if (!Number.isFinite(metric.sums[slot]! + value)) return false;
      mergeDistribution(metric, slot, increment);
      return true;
  }
}

function refuse(metric: WritableMetric, { value, count }: SeriesIncrement): false {
  metric.refuse(`the value ${value}, which takes its total out of range`);
  metric.drop('invalid', count - 1);
  return false;
}

/** The label names of increments that a metric does not have yet: each process may use labels of its own. */
function findNewLabelNames(metric: WritableMetric, increments: readonly SeriesIncrement[]): readonly string[] {
  const known = new Set(metric.index.names);
  const names = new Set<string>();
  for (const { labels } of increments) {
    if (isOverflow(metric, labels)) continue;
    for (const [name, value] of labels) if (value !== '' && !known.has(name)) names.add(name);
  }
  return [...names];
}

/** Whether a series holds the records that another process folded. A gauge has no such series. */
function isOverflow({ kind }: WritableMetric, labels: SeriesIncrement['labels']): boolean {
  return kind !== 'gauge' && labels.length === 1 && labels[0]![0] === OVERFLOW_LABEL;
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
    if (bucketCounts.length > MAX_BUCKETS) return `exponential buckets must be at most ${MAX_BUCKETS} of each sign`;
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
