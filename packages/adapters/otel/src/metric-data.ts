/*
 * The part of OpenTelemetry's metric data that this package produces, as structural types. They match the interfaces of sdk-metrics
 * 2.x and 3.x, so that neither is needed to compile or to run. Its enums are plain numbers.
 */

/** `AggregationTemporality` of sdk-metrics. On the wire of OTLP delta is 1 and cumulative 2. */
export const temporalityNumbers = { delta: 0, cumulative: 1 } as const;

/** `DataPointType` of sdk-metrics. */
export const pointTypes = { histogram: 0, exponentialHistogram: 1, gauge: 2, sum: 3 } as const;

/** `ValueType` of the OpenTelemetry API. */
export const valueTypes = { int: 0, double: 1 } as const;

/** Whole seconds and nanoseconds since the Unix epoch. */
export type HrTime = [seconds: number, nanoseconds: number];

/** Labels of a series, or attributes of a resource. */
export type Attributes = Record<string, string | number | boolean>;

/** One series over one period. */
export interface DataPoint<T> {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly attributes: Attributes;
  readonly value: T;
}

/** The distribution of one series. */
export interface HistogramValue {
  readonly buckets: {
    /** Inclusive upper bounds. */
    boundaries: number[];
    /** One more count than boundaries, not cumulative. */
    counts: number[];
  };
  readonly count: number;
  readonly sum: number;
  readonly min?: number;
  readonly max?: number;
}

/** The distribution of one series in exponential buckets: base 2^(2^-scale). */
export interface ExponentialHistogramValue {
  readonly count: number;
  readonly sum: number;
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: ExponentialBucketCounts;
  /** Buckets of the absolute values of negative observations. */
  readonly negative: ExponentialBucketCounts;
  readonly min?: number;
  readonly max?: number;
}

/** Bucket `i` holds values in (base^(offset + i), base^(offset + i + 1)]. */
export interface ExponentialBucketCounts {
  offset: number;
  bucketCounts: number[];
}

interface MetricFields {
  readonly descriptor: {
    readonly name: string;
    readonly description: string;
    readonly unit: string;
    readonly valueType: 0 | 1;
  };
  readonly aggregationTemporality: 0 | 1;
}

/** A counter or an up-down counter. */
export interface SumMetricData extends MetricFields {
  readonly dataPointType: 3;
  readonly isMonotonic: boolean;
  readonly dataPoints: DataPoint<number>[];
}

/** A gauge. */
export interface GaugeMetricData extends MetricFields {
  readonly dataPointType: 2;
  readonly dataPoints: DataPoint<number>[];
}

/** A histogram in explicit buckets. */
export interface HistogramMetricData extends MetricFields {
  readonly dataPointType: 0;
  readonly dataPoints: DataPoint<HistogramValue>[];
}

/** A histogram in exponential buckets. */
export interface ExponentialHistogramMetricData extends MetricFields {
  readonly dataPointType: 1;
  readonly dataPoints: DataPoint<ExponentialHistogramValue>[];
}

/** A metric with its series: OpenTelemetry's `MetricData`. */
export type MetricData = SumMetricData | GaugeMetricData | HistogramMetricData | ExponentialHistogramMetricData;

/** The metrics of one instrumentation scope. */
export interface ScopeMetrics {
  readonly scope: { readonly name: string; readonly version?: string };
  readonly metrics: MetricData[];
}

/** OpenTelemetry's `Resource`, as far as exporters and serializers use it. */
export interface Resource {
  readonly attributes: Attributes;
  merge(other: MergeableResource | null): Resource;
  getRawAttributes(): [string, string | number | boolean][];
}

/** Any resource of sdk-metrics 2.x or 3.x. A merge omits attributes that are not single values. */
interface MergeableResource {
  readonly attributes: { readonly [name: string]: unknown };
}

/** A collection: OpenTelemetry's `ResourceMetrics`. */
export interface ResourceMetrics {
  readonly resource: Resource;
  readonly scopeMetrics: ScopeMetrics[];
}

/** Converts seconds with fractions; a double holds today's time to about 0.2 µs. */
export function hrTimeOf(wallSeconds: number): HrTime {
  const seconds = Math.floor(wallSeconds);
  const nanoseconds = Math.round((wallSeconds - seconds) * 1e9);
  return nanoseconds < 1e9 ? [seconds, nanoseconds] : [seconds + 1, 0];
}

export function createResource(attributes: Readonly<Attributes>): Resource {
  return {
    attributes,
    merge: (other) =>
      other === null ? createResource(attributes) : createResource({ ...attributes, ...selectSingleValues(other) }),
    getRawAttributes: () => Object.entries(attributes),
  };
}

function selectSingleValues(resource: MergeableResource): Attributes {
  return Object.fromEntries(Object.entries(resource.attributes).filter(isSingleValue));
}

function isSingleValue(entry: [string, unknown]): entry is [string, string | number | boolean] {
  return ['string', 'number', 'boolean'].includes(typeof entry[1]);
}
