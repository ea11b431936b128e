import { decodeAttributes } from './decode-attributes.ts';
import type { MessageReader } from './message-reader.ts';
import type {
  OtlpExemplar,
  OtlpExponentialBuckets,
  OtlpExponentialHistogramPoint,
  OtlpHistogramPoint,
  OtlpMetric,
  OtlpMetricsRequest,
  OtlpNumberPoint,
  OtlpPoint,
  OtlpResourceMetrics,
  OtlpScopeMetrics,
} from './metrics-request.ts';

/** Reads an `ExportMetricsServiceRequest` in either encoding. Throws an `Error` if it violates the schema. */
export function decodeMetricsRequest(request: MessageReader): OtlpMetricsRequest {
  return { resourceMetrics: request.messages(1, 'resourceMetrics').map(decodeResourceMetrics) };
}

function decodeResourceMetrics(resourceMetrics: MessageReader): OtlpResourceMetrics {
  const resource = resourceMetrics.message(1, 'resource');
  return {
    resource: { attributes: decodeAttributes(resource?.messages(1, 'attributes') ?? []) },
    scopeMetrics: resourceMetrics.messages(2, 'scopeMetrics').map(decodeScopeMetrics),
  };
}

function decodeScopeMetrics(scopeMetrics: MessageReader): OtlpScopeMetrics {
  const scope = scopeMetrics.message(1, 'scope');
  return {
    scope: {
      name: scope?.string(1, 'name') ?? '',
      version: scope?.string(2, 'version') ?? '',
      attributes: decodeAttributes(scope?.messages(3, 'attributes') ?? []),
    },
    metrics: scopeMetrics.messages(2, 'metrics').map(decodeMetric),
  };
}

function decodeMetric(metric: MessageReader): OtlpMetric {
  const described = {
    name: metric.string(1, 'name'),
    description: metric.string(2, 'description'),
    unit: metric.string(3, 'unit'),
  };
  const gauge = metric.message(5, 'gauge');
  if (gauge !== undefined) return { ...described, type: 'gauge', dataPoints: points(gauge, decodeNumberPoint) };
  const sum = metric.message(7, 'sum');
  if (sum !== undefined) {
    const isMonotonic = sum.bool(3, 'isMonotonic') ?? false;
    return { ...described, type: 'sum', ...temporality(sum), isMonotonic, dataPoints: points(sum, decodeNumberPoint) };
  }
  const histogram = metric.message(9, 'histogram');
  if (histogram !== undefined) {
    const dataPoints = points(histogram, decodeHistogramPoint);
    return { ...described, type: 'histogram', ...temporality(histogram), dataPoints };
  }
  const exponential = metric.message(10, 'exponentialHistogram');
  if (exponential !== undefined) {
    const dataPoints = points(exponential, decodeExponentialHistogramPoint);
    return { ...described, type: 'exponentialHistogram', ...temporality(exponential), dataPoints };
  }
  throw new Error(`OTLP: the metric "${described.name}" must be a gauge, sum, histogram or exponential histogram`);
}

function points<T>(data: MessageReader, decode: (point: MessageReader) => T): T[] {
  return data.messages(1, 'dataPoints').map(decode);
}

function temporality(data: MessageReader): { aggregationTemporality: number } {
  return { aggregationTemporality: data.uint32(2, 'aggregationTemporality') };
}

/** The four fields common to all points, with field numbers that depend on the kind. */
function pointFields(
  point: MessageReader,
  numbers: { attributes: number; flags: number; exemplars: number },
): OtlpPoint {
  return {
    attributes: decodeAttributes(point.messages(numbers.attributes, 'attributes')),
    startTimeUnixNano: point.fixed64(2, 'startTimeUnixNano') ?? 0n,
    timeUnixNano: point.fixed64(3, 'timeUnixNano') ?? 0n,
    flags: point.uint32(numbers.flags, 'flags'),
    exemplars: point.messages(numbers.exemplars, 'exemplars').map(decodeExemplar),
  };
}

function decodeNumberPoint(point: MessageReader): OtlpNumberPoint {
  return {
    ...pointFields(point, { attributes: 7, flags: 8, exemplars: 5 }),
    ...present('asInt', point.sfixed64(6, 'asInt')),
    ...present('asDouble', point.double(4, 'asDouble')),
  };
}

function decodeHistogramPoint(point: MessageReader): OtlpHistogramPoint {
  return {
    ...pointFields(point, { attributes: 9, flags: 10, exemplars: 8 }),
    count: point.fixed64(4, 'count') ?? 0n,
    ...present('sum', point.double(5, 'sum')),
    ...present('min', point.double(11, 'min')),
    ...present('max', point.double(12, 'max')),
    bucketCounts: point.fixed64s(6, 'bucketCounts'),
    explicitBounds: point.doubles(7, 'explicitBounds'),
  };
}

function decodeExponentialHistogramPoint(point: MessageReader): OtlpExponentialHistogramPoint {
  return {
    ...pointFields(point, { attributes: 1, flags: 10, exemplars: 11 }),
    count: point.fixed64(4, 'count') ?? 0n,
    ...present('sum', point.double(5, 'sum')),
    ...present('min', point.double(12, 'min')),
    ...present('max', point.double(13, 'max')),
    scale: point.sint32(6, 'scale'),
    zeroCount: point.fixed64(7, 'zeroCount') ?? 0n,
    zeroThreshold: point.double(14, 'zeroThreshold') ?? 0,
    positive: decodeBuckets(point.message(8, 'positive')),
    negative: decodeBuckets(point.message(9, 'negative')),
  };
}

function decodeBuckets(buckets: MessageReader | undefined): OtlpExponentialBuckets {
  if (buckets === undefined) return { offset: 0, bucketCounts: [] };
  return { offset: buckets.sint32(1, 'offset'), bucketCounts: buckets.uint64s(2, 'bucketCounts') };
}

function decodeExemplar(exemplar: MessageReader): OtlpExemplar {
  return {
    filteredAttributes: decodeAttributes(exemplar.messages(7, 'filteredAttributes')),
    timeUnixNano: exemplar.fixed64(2, 'timeUnixNano') ?? 0n,
    ...present('asInt', exemplar.sfixed64(6, 'asInt')),
    ...present('asDouble', exemplar.double(3, 'asDouble')),
    spanId: exemplar.id(4, 'spanId'),
    traceId: exemplar.id(5, 'traceId'),
  };
}

/** Includes a field only if it was sent: in OTLP, absent and 0 differ. */
function present<K extends string, V>(name: K, value: V | undefined): { [name in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [name in K]?: V });
}
