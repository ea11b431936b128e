import { expect, test } from 'vitest';
import { Metrics } from '../../src/metrics.ts';
import { type PopulatedBucket, populatedBuckets } from '../../src/snapshot/populated-buckets.ts';
import type { HistogramFamily } from '../../src/snapshot/snapshot.ts';
import { MetricStore } from '../../src/store/metric-store.ts';

function bucketsOf(buckets: readonly number[] | 'exponential', values: readonly number[]): PopulatedBucket[] {
  const store = new MetricStore();
  const histogram = new Metrics(store).histogram('h', { buckets });
  for (const value of values) histogram.record(value);
  const { families } = store.openReader({ name: 'reader' }).snapshot();
  return populatedBuckets(families[0] as HistogramFamily, 0);
}

test('empty buckets are left out, and the outermost end at the least and the greatest value', () => {
  expect(bucketsOf([1, 5, 10], [-2, 0.5, 7, 20, 30])).toEqual([
    { low: -2, high: 1, count: 2 },
    { low: 5, high: 10, count: 1 },
    { low: 10, high: 30, count: 2 },
  ]);
});

test('exponential buckets end there as well', () => {
  const buckets = bucketsOf('exponential', [1.5, 100, 3000]);
  expect([buckets[0]?.low, buckets.at(-1)?.high]).toEqual([1.5, 3000]);
  expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(3);
});
