import type { HistogramFamily, MetricFamily, SeriesRange, Snapshot } from '@bot-metrics/core/backend';
import { hasPoint, isWhole, startSecondsOf } from '@bot-metrics/core/encoding';
import { hrTimeOf } from './hr-time.ts';
import {
  type Attributes,
  type DataPoint,
  type ExponentialHistogramValue,
  type HistogramValue,
  type MetricData,
  pointTypes,
  type ResourceMetrics,
  temporalityNumbers,
  valueTypes,
} from './metric-data.ts';
import { resourceOf } from './resource.ts';
import { identitiesOf } from './series-identity.ts';

/** The part of a snapshot that is mapped; delta columns hold changes since `sinceSeconds`. */
export type Aggregate = Pick<Snapshot, 'seconds' | 'sinceSeconds' | 'families'>;

/** What a snapshot does not know. */
export interface ResourceMetricsOptions {
  readonly resource: { readonly attributes: Readonly<Attributes> };
  /** Which of its series are mapped. @default all */
  readonly ranges?: readonly SeriesRange[];
}

type ExponentialColumns = NonNullable<HistogramFamily['exponential']>;

const scope = { name: '@bot-metrics/core' };

/**
 * A snapshot as OpenTelemetry's `ResourceMetrics`, in plain arrays. Families without a series are left out.
 *
 * Values are integers where every value of the family is a safe one. Minimum and maximum are given for cumulative
 * histograms only, because a snapshot knows them for the whole life of a series, not for an interval.
 */
export function resourceMetricsOf(snapshot: Aggregate, options: ResourceMetricsOptions): ResourceMetrics {
  const metrics: MetricData[] = [];
  for (const range of options.ranges ?? snapshot.families.map(wholeFamily)) {
    const metric = metricDataOf(range, snapshot);
    if (metric.dataPoints.length > 0) metrics.push(metric);
  }
  return {
    resource: resourceOf(options.resource.attributes),
    scopeMetrics: metrics.length > 0 ? [{ scope, metrics }] : [],
  };
}

function wholeFamily(family: MetricFamily): SeriesRange {
  return { family, from: 0, to: family.slots };
}

function metricDataOf(range: SeriesRange, snapshot: Aggregate): MetricData {
  const { family } = range;
  const { name, type, description = '', unit = '' } = family.metric.definition;
  const aggregationTemporality = temporalityNumbers[family.temporality];
  if (family.kind === 'histogram') {
    const common = { descriptor: { name, description, unit, valueType: valueTypes.double }, aggregationTemporality };
    const distributionOf = distributions(family);
    const { exponential } = family;
    if (exponential !== undefined) {
      const valueIn = (slot: number) => ({ ...distributionOf(slot), ...exponentialBuckets(exponential, slot) });
      const dataPoints = pointsOf(range, snapshot, valueIn);
      return { ...common, dataPointType: pointTypes.exponentialHistogram, dataPoints };
    }
    const bucketsOf = explicitBuckets(family);
    const valueIn = (slot: number) => ({ ...distributionOf(slot), buckets: bucketsOf(slot) });
    const dataPoints = pointsOf(range, snapshot, valueIn);
    return { ...common, dataPointType: pointTypes.histogram, dataPoints };
  }
  const dataPoints = pointsOf(range, snapshot, (slot) => family.values[slot]!);
  const valueType = isWhole(family) ? valueTypes.int : valueTypes.double;
  const common = { descriptor: { name, description, unit, valueType }, aggregationTemporality, dataPoints };
  return family.kind === 'gauge'
    ? { ...common, dataPointType: pointTypes.gauge }
    : { ...common, dataPointType: pointTypes.sum, isMonotonic: type === 'counter' };
}

function pointsOf<T>(
  { family, from, to }: SeriesRange,
  snapshot: Aggregate,
  valueIn: (slot: number) => T,
): DataPoint<T>[] {
  const { metric, created } = family;
  const identityOf = identitiesOf(metric, snapshot.seconds);
  const endTime = hrTimeOf(snapshot.seconds);
  const points: DataPoint<T>[] = [];
  for (let slot = from; slot < to; slot++) {
    if (!hasPoint(family, slot)) continue;
    const { attributes, startTime } = identityOf(slot, created[slot]!);
    const start = startSecondsOf(family, created[slot]!, snapshot);
    points.push({
      startTime: start === created[slot] ? startTime : hrTimeOf(start),
      endTime,
      attributes,
      value: valueIn(slot),
    });
  }
  return points;
}

/** What histograms of both kinds have. */
function distributions(
  family: HistogramFamily,
): (slot: number) => Pick<HistogramValue, 'count' | 'sum' | 'min' | 'max'> {
  const { counts, sums, minima, maxima } = family;
  return (slot) => {
    const value = { count: counts[slot]!, sum: sums[slot]! };
    return family.temporality === 'delta' || value.count === 0
      ? value
      : { ...value, min: minima[slot]!, max: maxima[slot]! };
  };
}

function explicitBuckets({ metric, buckets }: HistogramFamily): (slot: number) => HistogramValue['buckets'] {
  const { stride } = metric;
  const boundaries = Array.from(metric.bounds);
  return (slot) => ({ boundaries, counts: Array.from(buckets.subarray(slot * stride, (slot + 1) * stride)) });
}

function exponentialBuckets(
  columns: ExponentialColumns,
  slot: number,
): Pick<ExponentialHistogramValue, 'scale' | 'zeroCount' | 'positive' | 'negative'> {
  const { positive, negative } = columns;
  return {
    scale: columns.scale(slot),
    zeroCount: columns.zeros(slot),
    positive: { offset: positive.offset(slot), bucketCounts: Array.from(positive.counts(slot)) },
    negative: { offset: negative.offset(slot), bucketCounts: Array.from(negative.counts(slot)) },
  };
}
