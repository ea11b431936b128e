import { expect, test } from 'vitest';
import { addDelta } from '../../src/otlp/add-delta.ts';

const exponential = (scale: number, offset: number, bucketCounts: number[]) => ({
  count: bucketCounts.reduce((sum, count) => sum + count, 1),
  sum: 10,
  scale,
  zeroCount: 1,
  positive: { offset, bucketCounts },
  negative: { offset: 0, bucketCounts: [] },
});

test('adds histograms with equal bounds bucket by bucket', () => {
  const histogram = { count: 3, sum: 1.5, bucketCounts: [1, 2], bounds: [0.5] };
  expect(addDelta(histogram, histogram)).toEqual({ count: 6, sum: 3, bucketCounts: [2, 4], bounds: [0.5] });
});

test('cannot add histograms with different bounds', () => {
  const histogram = (bounds: number[]) => ({ count: 0, sum: 0, bucketCounts: [0, 0], bounds });
  expect(() => addDelta(histogram([0.5]), histogram([1]))).toThrow('changed from [0.5] to [1]');
});

test('aligns exponential histograms of equal scale by their offsets', () => {
  expect(addDelta(exponential(0, -2, [1, 2]), exponential(0, 1, [4]))).toEqual({
    count: 9,
    sum: 20,
    scale: 0,
    zeroCount: 2,
    positive: { offset: -2, bucketCounts: [1, 2, 0, 4] },
    negative: { offset: 0, bucketCounts: [] },
  });
});

test('merges exponential histograms of different scales at the lower one', () => {
  // At scale 1 the buckets are -3 to 1. One step down, -3 becomes -2, -2 and -1 become -1, and 0 and 1 become 0.
  expect(addDelta(exponential(1, -3, [1, 2, 4, 8, 16]), exponential(0, 0, [100]))).toMatchObject({
    scale: 0,
    positive: { offset: -2, bucketCounts: [1, 6, 124] },
  });
});

test('rejects a delta of another kind', () => {
  expect(() => addDelta(1, exponential(0, 0, [1]))).toThrow('the same kind');
});
