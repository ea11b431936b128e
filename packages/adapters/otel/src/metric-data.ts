import type { HrTime } from './hr-time.ts';
import type { Resource } from './resource.ts';

/*
 * The part of OpenTelemetry's metric data that this package produces, as structural types: they fit the interfaces of
 * sdk-metrics 2.x and 3.x, so that neither line is needed to compile or to run. Its enums are plain numbers.
 */

/** `AggregationTemporality` of sdk-metrics. On the wire of OTLP delta is 1 and cumulative 2. */
export const temporalityNumbers = { delta: 0, cumulative: 1 } as const;

/** `DataPointType` of sdk-metrics. */
export const pointTypes = { histogram: 0, gauge: 2, sum: 3 } as const;

/** `ValueType` of the OpenTelemetry API. */
export const valueTypes = { int: 0, double: 1 } as const;

export type Attributes = Record<string, string | number | boolean>;

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

interface MetricFields {
  readonly descriptor: {
    readonly name: string;
    readonly description: string;
    readonly unit: string;
    readonly valueType: 0 | 1;
  };
  readonly aggregationTemporality: 0 | 1;
}

export interface SumMetricData extends MetricFields {
  readonly dataPointType: 3;
  readonly isMonotonic: boolean;
  readonly dataPoints: DataPoint<number>[];
}

export interface GaugeMetricData extends MetricFields {
  readonly dataPointType: 2;
  readonly dataPoints: DataPoint<number>[];
}

export interface HistogramMetricData extends MetricFields {
  readonly dataPointType: 0;
  readonly dataPoints: DataPoint<HistogramValue>[];
}

export type MetricData = SumMetricData | GaugeMetricData | HistogramMetricData;

export interface ScopeMetrics {
  readonly scope: { readonly name: string };
  readonly metrics: MetricData[];
}

export interface ResourceMetrics {
  readonly resource: Resource;
  readonly scopeMetrics: ScopeMetrics[];
}
