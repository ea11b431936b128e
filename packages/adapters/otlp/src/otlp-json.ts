import type {
  DataPoint,
  ExponentialBucketCounts,
  ExponentialHistogramValue,
  HistogramValue,
  HrTime,
  MetricData,
  ResourceMetrics,
} from '@bot-metrics/otel';

/**
 * Formats a request in the JSON encoding of OTLP: camelCase names, 64-bit integers as text, enums as numbers.
 * Spec: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function formatOtlpJson(metrics: ResourceMetrics): string {
  const scopeMetrics = metrics.scopeMetrics.map(({ scope, metrics }) => ({
    scope,
    metrics: metrics.map(formatMetric),
  }));
  const resource = { attributes: formatAttributes(metrics.resource.attributes) };
  return JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics }] });
}

function formatMetric(metric: MetricData): object {
  const { name, description, unit, valueType } = metric.descriptor;
  const described = { name, description, unit };
  // On the wire delta is 1 and cumulative 2.
  const aggregationTemporality = metric.aggregationTemporality + 1;
  if (metric.dataPointType === 0) {
    return { ...described, histogram: { aggregationTemporality, dataPoints: metric.dataPoints.map(formatHistogram) } };
  }
  if (metric.dataPointType === 1) {
    const dataPoints = metric.dataPoints.map(formatExponentialHistogram);
    return { ...described, exponentialHistogram: { aggregationTemporality, dataPoints } };
  }
  const dataPoints = metric.dataPoints.map((point) => ({
    ...formatPoint(point),
    ...(valueType === 0 ? { asInt: String(point.value) } : { asDouble: point.value }),
  }));
  if (metric.dataPointType === 2) return { ...described, gauge: { dataPoints } };
  return { ...described, sum: { aggregationTemporality, isMonotonic: metric.isMonotonic, dataPoints } };
}

function formatHistogram(point: DataPoint<HistogramValue>): object {
  const { count, sum, min, max, buckets } = point.value;
  return {
    ...formatPoint(point),
    count: String(count),
    sum,
    min,
    max,
    explicitBounds: buckets.boundaries,
    bucketCounts: buckets.counts.map(String),
  };
}

function formatExponentialHistogram(point: DataPoint<ExponentialHistogramValue>): object {
  const { count, sum, min, max, scale, zeroCount, positive, negative } = point.value;
  return {
    ...formatPoint(point),
    count: String(count),
    sum,
    min,
    max,
    scale,
    zeroCount: String(zeroCount),
    positive: formatBuckets(positive),
    negative: formatBuckets(negative),
  };
}

function formatBuckets({ offset, bucketCounts }: ExponentialBucketCounts): object {
  return { offset, bucketCounts: bucketCounts.map(String) };
}

function formatPoint(point: DataPoint<unknown>): object {
  return {
    attributes: formatAttributes(point.attributes),
    startTimeUnixNano: formatNanoseconds(point.startTime),
    timeUnixNano: formatNanoseconds(point.endTime),
  };
}

function formatAttributes(attributes: Readonly<Record<string, string | number | boolean>>): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: formatValue(value) }));
}

function formatValue(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

function formatNanoseconds([seconds, nanos]: HrTime): string {
  return String(BigInt(seconds) * 1_000_000_000n + BigInt(nanos));
}
