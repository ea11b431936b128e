/** Seconds and nanoseconds. */
type HrTime = readonly [number, number];

interface DataPoint<T> {
  readonly startTime: HrTime;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: T;
}

interface Distribution {
  readonly count: number;
  readonly sum?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

interface Buckets {
  readonly offset: number;
  readonly bucketCounts: readonly number[];
}

export interface Explicit extends Distribution {
  readonly buckets: { readonly boundaries: readonly number[]; readonly counts: readonly number[] };
}

export interface Exponential extends Distribution {
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: Buckets;
  readonly negative: Buckets;
}

interface Described {
  readonly descriptor: { readonly name: string; readonly description: string; readonly unit: string };
  /** 1 for totals; changes between collections cannot be scraped. */
  readonly aggregationTemporality: number;
}

/** `MetricData` of sdk-metrics 2.x and 3.x; the numbers are those of its `DataPointType`. */
export type MeterData = Described &
  (
    | { readonly dataPointType: 0; readonly dataPoints: readonly DataPoint<Explicit>[] }
    | { readonly dataPointType: 1; readonly dataPoints: readonly DataPoint<Exponential>[] }
    | { readonly dataPointType: 2; readonly dataPoints: readonly DataPoint<number>[] }
    | { readonly dataPointType: 3; readonly isMonotonic: boolean; readonly dataPoints: readonly DataPoint<number>[] }
  );

/** The metrics of one instrumentation scope: OpenTelemetry's `ScopeMetrics`. */
export interface ScopeData {
  readonly scope: { readonly name: string; readonly version?: string | undefined };
  readonly metrics: readonly unknown[];
}

/**
 * A `MetricReader` of OpenTelemetry that belongs to a `MeterProvider`, such as a `PrometheusExporter` with
 * `preventServerStart: true`. Only its `collect` is used.
 */
export interface MeterReader {
  /** @param options the time for the callbacks of each observable instrument; what is late is missing, with an error */
  collect(options?: { readonly timeoutMillis?: number }): Promise<{
    readonly resourceMetrics: { readonly scopeMetrics: readonly ScopeData[] };
    readonly errors: readonly unknown[];
  }>;
}
