import { type HistogramFamily, MetricStore } from '@bot-metrics/core/backend';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { convertDistribution, type Distribution } from '../../src/encoding/distribution.ts';

/** Returns the histogram of a second export, with the observations since the first one. */
function collect(
  before: readonly number[],
  since: readonly number[],
  buckets?: readonly number[] | 'exponential',
): HistogramFamily {
  const store = new MetricStore();
  const reader = store.openReader({ name: 'cloudwatch', temporality: 'delta' });
  store.define({ name: 'seconds', type: 'histogram', ...(buckets && { buckets }) });
  for (const value of before) store.recordHistogram('seconds', value);
  reader.snapshot().acknowledge();
  for (const value of since) store.recordHistogram('seconds', value);
  const [family] = reader.snapshot().families;
  if (family?.kind !== 'histogram') throw new Error('expected a histogram');
  return family;
}

/** Computes the statistics SampleCount and Sum from values and counts, as a receiver does. */
function received({ values, counts }: Distribution): { count: number; sum: number } {
  return {
    count: counts.reduce((total, count) => total + count, 0),
    sum: values.reduce((total, value, i) => total + value * counts[i]!, 0),
  };
}

const seconds = fc.double({ min: 1e-6, max: 1e4, noNaN: true });
const anything = fc
  .tuple(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.integer({ min: -9, max: 3 }))
  .map(([digits, exponent]) => digits * 10 ** exponent);

for (const [what, value, buckets] of [
  ['durations in explicit buckets', seconds, undefined],
  ['durations in exponential buckets', seconds, 'exponential'],
  ['numbers of both signs', anything, [-1000, -1, 0, 1, 1000]],
  ['numbers of both signs in exponential buckets', anything, 'exponential'],
] as const) {
  test(`${what}: the count is exact, the sum is exact or marked as inexact, and every value is in the range of the observations`, () => {
    let exact = 0;
    let all = 0;
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 5 }),
        fc.array(value, { minLength: 1, maxLength: 60 }),
        fc.constantFrom(100, 150),
        (before, since, maxValues) => {
          const family = collect(before, since, buckets);
          const distribution = convertDistribution(family, 0, maxValues);
          const { count, sum } = received(distribution);
          expect(count).toBe(since.length);
          expect(distribution.count).toBe(since.length);
          expect(distribution.sum).toBe(family.sums[0]);
          expect(distribution.values.length).toBeLessThanOrEqual(maxValues);
          // The change of a total is as exact as the total.
          const rounding = [...before, ...since].reduce((total, one) => total + Math.abs(one), 0) * 1e-13;
          expect(distribution.min).toBeGreaterThanOrEqual(Math.min(...before, ...since) - rounding);
          expect(distribution.max).toBeLessThanOrEqual(Math.max(...before, ...since) + rounding);
          all += 1;
          if (!distribution.isExact) return;
          exact += 1;
          expect(sum).toBe(family.sums[0]);
          for (const one of distribution.values) {
            expect(one).toBeGreaterThanOrEqual(distribution.min);
            expect(one).toBeLessThanOrEqual(distribution.max);
          }
        },
      ),
      { numRuns: 300 },
    );
    // The others are nearly equal observations, whose product is rounded differently from their sum.
    expect(exact / all).toBeGreaterThan(0.9);
  });
}

test('a single observation is exact, whatever came before it', () => {
  expect(convertDistribution(collect([0.001, 90], [0.25]), 0, 150)).toEqual({
    count: 1,
    sum: 0.25,
    min: 0.25,
    max: 0.25,
    values: [0.25],
    counts: [1],
    isExact: true,
  });
});

test('each bucket has one value, and a single observation completes the sum', () => {
  const { values, counts } = convertDistribution(collect([], [1, 2, 4, 9, 9], [5, 10]), 0, 150);
  expect(counts).toEqual([2, 2, 1]);
  const [low = 0, high = 0, single = 0] = values;
  expect([low >= 1 && low <= 5, high >= 5 && high <= 9, single >= 1 && single <= 5]).toEqual([true, true, true]);
  expect(low * 2 + high * 2 + single).toBe(25);
});

test('observations whose sum differs from every product have exact statistics instead', () => {
  const tenth = convertDistribution(
    collect(
      [],
      Array.from({ length: 10 }, () => 0.1),
    ),
    0,
    150,
  );
  expect(tenth).toMatchObject({ count: 10, sum: 0.9999999999999999, min: 0.1, max: 0.1, isExact: false });
});

test('neighbouring buckets are joined if there are more than the limit of values', () => {
  const bounds = Array.from({ length: 400 }, (_, i) => i + 1);
  const distribution = convertDistribution(collect([], bounds, bounds), 0, 150);
  expect(distribution.values.length).toBeLessThanOrEqual(150);
  expect(distribution.isExact).toBe(true);
  expect(received(distribution)).toEqual({ count: 400, sum: (400 * 401) / 2 });
});
