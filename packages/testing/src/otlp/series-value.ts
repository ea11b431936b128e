import type {
  OtlpExponentialBuckets,
  OtlpExponentialHistogramPoint,
  OtlpHistogramPoint,
  OtlpNumberPoint,
} from './metrics-request.ts';

/** A stored value: a number for gauges and sums, else a distribution. */
export type OtlpSeriesValue = number | OtlpHistogramValue | OtlpExponentialHistogramValue;

/** A stored distribution with explicit buckets. */
export interface OtlpHistogramValue {
  readonly count: number;
  readonly sum: number;
  /** Not cumulative: one more than `bounds`. */
  readonly bucketCounts: readonly number[];
  readonly bounds: readonly number[];
}

/** A stored distribution with exponential buckets. */
export interface OtlpExponentialHistogramValue {
  readonly count: number;
  readonly sum: number;
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: ExponentialBuckets;
  readonly negative: ExponentialBuckets;
}

/** Buckets of one sign; the first has the index `offset`. */
export interface ExponentialBuckets {
  readonly offset: number;
  readonly bucketCounts: readonly number[];
}

/** `undefined` for a point without a value. */
export function numberValue(point: OtlpNumberPoint): number | undefined {
  return point.asInt === undefined ? point.asDouble : Number(point.asInt);
}

export function histogramValue(point: OtlpHistogramPoint): OtlpHistogramValue {
  return {
    count: Number(point.count),
    sum: point.sum ?? 0,
    bucketCounts: point.bucketCounts.map(Number),
    bounds: point.explicitBounds,
  };
}

export function exponentialHistogramValue(point: OtlpExponentialHistogramPoint): OtlpExponentialHistogramValue {
  const { scale } = point;
  const buckets = ({ offset, bucketCounts }: OtlpExponentialBuckets) => ({
    offset,
    bucketCounts: bucketCounts.map(Number),
  });
  return {
    count: Number(point.count),
    sum: point.sum ?? 0,
    scale,
    zeroCount: Number(point.zeroCount),
    positive: buckets(point.positive),
    negative: buckets(point.negative),
  };
}
