import type {
  ExponentialBuckets,
  OtlpExponentialHistogramValue,
  OtlpHistogramValue,
  OtlpSeriesValue,
} from './series-value.ts';

/**
 * Adds a delta to its predecessor. Exponential histograms of different scales are merged at the lower one.
 *
 * Throws an `Error` for histograms with different bounds, which no receiver can add up.
 */
export function addDelta(total: OtlpSeriesValue, delta: OtlpSeriesValue): OtlpSeriesValue {
  if (typeof total === 'number' && typeof delta === 'number') return total + delta;
  if (typeof total === 'object' && typeof delta === 'object') {
    if ('bounds' in total && 'bounds' in delta) return addHistogram(total, delta);
    if ('scale' in total && 'scale' in delta) return addExponentialHistogram(total, delta);
  }
  throw new Error('OTLP: a delta must be of the same kind as its series');
}

function addHistogram(total: OtlpHistogramValue, delta: OtlpHistogramValue): OtlpHistogramValue {
  if (total.bounds.join() !== delta.bounds.join()) {
    throw new Error(`OTLP: the bounds of a delta histogram changed from [${total.bounds}] to [${delta.bounds}]`);
  }
  return {
    count: total.count + delta.count,
    sum: total.sum + delta.sum,
    bucketCounts: total.bucketCounts.map((count, index) => count + (delta.bucketCounts[index] ?? 0)),
    bounds: total.bounds,
  };
}

function addExponentialHistogram(
  total: OtlpExponentialHistogramValue,
  delta: OtlpExponentialHistogramValue,
): OtlpExponentialHistogramValue {
  const scale = Math.min(total.scale, delta.scale);
  const add = (side: 'positive' | 'negative') =>
    addBuckets(downscale(total[side], total.scale - scale), downscale(delta[side], delta.scale - scale));
  return {
    count: total.count + delta.count,
    sum: total.sum + delta.sum,
    scale,
    zeroCount: total.zeroCount + delta.zeroCount,
    positive: add('positive'),
    negative: add('negative'),
  };
}

/** Each step down merges the buckets 2i and 2i + 1 into i, including negative ones. */
function downscale({ offset, bucketCounts }: ExponentialBuckets, steps: number): ExponentialBuckets {
  const newOffset = offset >> steps;
  const merged: number[] = [];
  bucketCounts.forEach((count, index) => {
    const target = ((offset + index) >> steps) - newOffset;
    merged[target] = (merged[target] ?? 0) + count;
  });
  return { offset: newOffset, bucketCounts: merged };
}

function addBuckets(a: ExponentialBuckets, b: ExponentialBuckets): ExponentialBuckets {
  if (a.bucketCounts.length === 0) return b;
  if (b.bucketCounts.length === 0) return a;
  const offset = Math.min(a.offset, b.offset);
  const end = Math.max(a.offset + a.bucketCounts.length, b.offset + b.bucketCounts.length);
  const bucketCounts = Array.from({ length: end - offset }, (_, index) => {
    const bucket = offset + index;
    return (a.bucketCounts[bucket - a.offset] ?? 0) + (b.bucketCounts[bucket - b.offset] ?? 0);
  });
  return { offset, bucketCounts };
}
