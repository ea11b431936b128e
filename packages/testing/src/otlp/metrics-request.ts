/**
 * The decoded body of an OTLP metrics export: `ExportMetricsServiceRequest`.
 *
 * Names follow the schema, 64-bit integers are `bigint`, attributes are records. Summaries, which exist for bridges
 * from old formats, are not decoded.
 * Source: https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/metrics/v1/metrics.proto
 */
export interface OtlpMetricsRequest {
  readonly resourceMetrics: readonly OtlpResourceMetrics[];
}

/** The metrics of one resource. */
export interface OtlpResourceMetrics {
  readonly resource: { readonly attributes: OtlpAttributes };
  readonly scopeMetrics: readonly OtlpScopeMetrics[];
}

/** The metrics of one instrumentation scope. */
export interface OtlpScopeMetrics {
  readonly scope: OtlpScope;
  readonly metrics: readonly OtlpMetric[];
}

/** The instrumentation library. */
export interface OtlpScope {
  readonly name: string;
  readonly version: string;
  readonly attributes: OtlpAttributes;
}

/** Integers are numbers if exactly representable, else `bigint`. `null` is a value without a type. */
export type OtlpValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | readonly OtlpValue[]
  | { readonly [key: string]: OtlpValue };

/** Attributes of a resource, a scope or a point, by name. */
export type OtlpAttributes = Readonly<Record<string, OtlpValue>>;

/** A metric as sent. Summaries are not decoded. */
export type OtlpMetric = OtlpGauge | OtlpSum | OtlpHistogram | OtlpExponentialHistogram;

interface Described {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
}

/** A metric of last values. */
export interface OtlpGauge extends Described {
  readonly type: 'gauge';
  readonly dataPoints: readonly OtlpNumberPoint[];
}

/**
 * As on the wire: 0 unspecified, 1 delta, 2 cumulative. (OpenTelemetry's JavaScript API uses 0 delta, 1 cumulative.)
 */
export type OtlpTemporality = number;

/** A metric of totals or of changes. */
export interface OtlpSum extends Described {
  readonly type: 'sum';
  readonly aggregationTemporality: OtlpTemporality;
  readonly isMonotonic: boolean;
  readonly dataPoints: readonly OtlpNumberPoint[];
}

/** A distribution with explicit buckets. */
export interface OtlpHistogram extends Described {
  readonly type: 'histogram';
  readonly aggregationTemporality: OtlpTemporality;
  readonly dataPoints: readonly OtlpHistogramPoint[];
}

/** A distribution with exponential buckets. */
export interface OtlpExponentialHistogram extends Described {
  readonly type: 'exponentialHistogram';
  readonly aggregationTemporality: OtlpTemporality;
  readonly dataPoints: readonly OtlpExponentialHistogramPoint[];
}

/** The fields common to the points of all metrics. */
export interface OtlpPoint {
  readonly attributes: OtlpAttributes;
  /** 0 if not sent. */
  readonly startTimeUnixNano: bigint;
  readonly timeUnixNano: bigint;
  /** Bit 0: no value was recorded. */
  readonly flags: number;
  readonly exemplars: readonly OtlpExemplar[];
}

/** At most one of the two values is present; neither if JSON carried `null` for a number that it cannot express. */
export interface OtlpNumberPoint extends OtlpPoint {
  readonly asInt?: bigint;
  readonly asDouble?: number;
}

/** One series of a histogram. */
export interface OtlpHistogramPoint extends OtlpPoint {
  readonly count: bigint;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  /** Not cumulative: one more than `explicitBounds`, the last without an upper bound. */
  readonly bucketCounts: readonly bigint[];
  readonly explicitBounds: readonly number[];
}

/** One series of an exponential histogram. */
export interface OtlpExponentialHistogramPoint extends OtlpPoint {
  readonly count: bigint;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly scale: number;
  readonly zeroCount: bigint;
  readonly zeroThreshold: number;
  readonly positive: OtlpExponentialBuckets;
  readonly negative: OtlpExponentialBuckets;
}

/** Bucket `i` holds values in (base^(offset + i), base^(offset + i + 1)], base = 2^(2^-scale). */
export interface OtlpExponentialBuckets {
  readonly offset: number;
  readonly bucketCounts: readonly bigint[];
}

/** An observation with the trace in which it was made. */
export interface OtlpExemplar {
  readonly filteredAttributes: OtlpAttributes;
  readonly timeUnixNano: bigint;
  readonly asInt?: bigint;
  readonly asDouble?: number;
  /** 16 hexadecimal digits, or empty. */
  readonly spanId: string;
  /** 32 hexadecimal digits, or empty. */
  readonly traceId: string;
}
