import type { HrTime } from './hr-time.ts';
import type { Resource } from './resource.ts';

/*
 * The part of OpenTelemetry's metric data that this package produces, as structural types: they fit the interfaces of
 * sdk-metrics 2.x and 3.x, so that neither line is needed to compile or to run. Its enums are plain numbers.
 */

/** `AggregationTemporality` of sdk-metrics. On the wire of OTLP delta is 1 and cumulative 2. */
export const temporalityNumbers = { delta: 0, cumulative: 1 } as const;

/** `DataPointType` of sdk-metrics. */
export const pointTypes = { histogram: 0, exponentialHistogram: 1, gauge: 2, sum: 3 } as const;

/** `ValueType` of the OpenTelemetry API. */
export const valueTypes = { int: 0, double: 1 } as const;

/** Labels of a series, or attributes of a resource. */
export type Attributes = Record<string, string | number | boolean>;

/** One series over one span of time. */
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
    /** One more than boundaries, not cumulative. */
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
  /** Of values below zero, by their absolute value. */
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
  readonly scope: { readonly name: string };
  readonly metrics: MetricData[];
}

/** A collection: OpenTelemetry's `ResourceMetrics`. */
export interface ResourceMetrics {
  readonly resource: Resource;
  readonly scopeMetrics: ScopeMetrics[];
}
