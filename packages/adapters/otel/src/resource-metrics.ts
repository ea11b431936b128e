import type { HistogramFamily, MetricFamily, SeriesRange, Snapshot } from '@bot-metrics/core/backend';
import { hasPoint, instrumentationScope, SeriesCache, startSecondsOf } from '@bot-metrics/core/encoding';
import {
  type Attributes,
  createResource,
  type DataPoint,
  type ExponentialHistogramValue,
  type HistogramValue,
  hrTimeOf,
  type MetricData,
  pointTypes,
  type ResourceMetrics,
  temporalityNumbers,
  valueTypes,
} from './metric-data.ts';

/** The part of a snapshot that is converted. Delta columns hold changes since `sinceSeconds`. */
export type Aggregate = Pick<Snapshot, 'seconds' | 'sinceSeconds' | 'families'>;

/** Settings of the conversion. */
export interface ResourceMetricsOptions {
  readonly resource: { readonly attributes: Readonly<Attributes> };
  /** The series to convert. @default all */
  readonly ranges?: readonly SeriesRange[];
}

type ExponentialColumns = NonNullable<HistogramFamily['exponential']>;

/** The attributes of a series: the same object in every collection, so that exporters can use it as a cache key. */
const attributesOf = new SeriesCache<Attributes>((metric, slot) => Object.fromEntries(metric.attributesOf(slot)));

/**
 * Converts a snapshot to OpenTelemetry's `ResourceMetrics`, in plain arrays. Omits families without a series.
 *
 * The value type is double for every metric, because a metric must not change its type with the first fraction. Only cumulative histograms have minimum and maximum,
 * because a snapshot knows them for the whole life of a series, not for an interval.
 */
export function resourceMetricsOf(snapshot: Aggregate, options: ResourceMetricsOptions): ResourceMetrics {
  const metrics: MetricData[] = [];
  for (const range of options.ranges ?? snapshot.families.map(selectAllSeries)) {
    const metric = convertMetric(range, snapshot);
    if (metric.dataPoints.length > 0) metrics.push(metric);
  }
  return {
    resource: createResource(options.resource.attributes),
    scopeMetrics: metrics.length > 0 ? [{ scope: instrumentationScope, metrics }] : [],
  };
}

function selectAllSeries(family: MetricFamily): SeriesRange {
  return { family, from: 0, to: family.slots };
}

function convertMetric(range: SeriesRange, snapshot: Aggregate): MetricData {
  const { family } = range;
  const { name, type, description = '', unit = '' } = family.metric.definition;
  const aggregationTemporality = temporalityNumbers[family.temporality];
  if (family.kind === 'histogram') {
    const common = { descriptor: { name, description, unit, valueType: valueTypes.double }, aggregationTemporality };
    const readDistribution = createDistributionReader(family);
    const { exponential } = family;
    if (exponential !== undefined) {
      const readValue = (slot: number) => ({ ...readDistribution(slot), ...readExponentialBuckets(exponential, slot) });
      const dataPoints = convertPoints(range, snapshot, readValue);
      return { ...common, dataPointType: pointTypes.exponentialHistogram, dataPoints };
    }
    const readBuckets = createBucketReader(family);
    const readValue = (slot: number) => ({ ...readDistribution(slot), buckets: readBuckets(slot) });
    const dataPoints = convertPoints(range, snapshot, readValue);
    return { ...common, dataPointType: pointTypes.histogram, dataPoints };
  }
  const dataPoints = convertPoints(range, snapshot, (slot) => family.values[slot]!);
  const common = {
    descriptor: { name, description, unit, valueType: valueTypes.double },
    aggregationTemporality,
    dataPoints,
  };
  return family.kind === 'gauge'
    ? { ...common, dataPointType: pointTypes.gauge }
    : { ...common, dataPointType: pointTypes.sum, isMonotonic: type === 'counter' };
}

function convertPoints<T>(
  { family, from, to }: SeriesRange,
  snapshot: Aggregate,
  readValue: (slot: number) => T,
): DataPoint<T>[] {
  const { metric, created } = family;
  const { seconds } = snapshot;
  const endTime = hrTimeOf(seconds);
  const points: DataPoint<T>[] = [];
  for (let slot = from; slot < to; slot++) {
    if (!hasPoint(family, slot)) continue;
    points.push({
      startTime: hrTimeOf(startSecondsOf(family, created[slot]!, snapshot)),
      endTime,
      attributes: attributesOf.of(metric, slot),
      value: readValue(slot),
    });
  }
  return points;
}

/** Reads the members that both kinds of histograms have. */
function createDistributionReader(
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

function createBucketReader({ metric, buckets }: HistogramFamily): (slot: number) => HistogramValue['buckets'] {
  const { stride } = metric;
  const boundaries = Array.from(metric.bounds);
  return (slot) => ({ boundaries, counts: Array.from(buckets.subarray(slot * stride, (slot + 1) * stride)) });
}

function readExponentialBuckets(
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
