import { type HistogramFamily, MetricStore } from '@bot-metrics/core/backend';
import { describe, expect, test } from 'vitest';
import {
  computeSketchBound,
  convertDistribution,
  type Distribution,
  findSketchKey,
} from '../../src/encoding/distribution.ts';

const GAMMA = 1 + 1 / 64;

/** Half a bin to either side of its middle. */
const BIN_ERROR = GAMMA ** 0.5 - 1;

function recorded(values: readonly number[], buckets?: readonly number[]): HistogramFamily {
  const store = new MetricStore();
  store.define({ name: 'sizes', type: 'histogram', ...(buckets === undefined ? {} : { buckets }) });
  const reader = store.openReader({ name: 'datadog', temporality: 'delta', histograms: 'exponential' });
  for (const value of values) store.recordHistogram('sizes', value);
  return reader.snapshot().families.find((family) => family.kind === 'histogram')!;
}

/** The middle of the bin that contains the observation of that rank. */
function atRank({ keys, counts }: Distribution, rank: number): number {
  let before = 0;
  for (const [i, count] of counts.entries()) {
    before += count;
    const key = keys[i]!;
    if (rank < before) return key === 0 ? 0 : Math.sign(key) * GAMMA ** (Math.abs(key) - 1338);
  }
  return Number.NaN;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}

describe('a bin of the Agent', () => {
  // Computed by the Agent's `quantile.Config`: bias 1338, since ln(1e-9) / ln(1 + 1/64) is -1336.6.
  test.each([
    [1, 1338],
    [GAMMA, 1339],
    [GAMMA ** 0.49, 1338],
    [GAMMA ** 0.51, 1339],
    [1e-9, 1],
    [0.9e-9, 0],
    [0, 0],
    [-1, -1338],
    [Number.MAX_VALUE, 32_766],
    [-Number.MAX_VALUE, -32_766],
  ])('of %d is %d', (value, key) => {
    expect(findSketchKey(value)).toBe(key);
  });

  test('ends where the next bin begins', () => {
    for (const key of [-1340, -2, -1, 0, 1, 2, 1337, 1338, 5000]) {
      const bound = computeSketchBound(key);
      const step = Math.abs(bound) * 1e-12;
      expect([findSketchKey(bound - step), findSketchKey(bound + step)]).toEqual([key, key + 1]);
    }
  });
});

describe('the sketch of a histogram', () => {
  /** Log-normal, as durations are: from 1 ms to some seconds. */
  const durations = Array.from({ length: 5000 }, (_, i) => 0.02 * Math.exp(3 * Math.sin(i * 12.9898) ** 3));
  const ranked = [...durations].sort((a, b) => a - b);

  test('has the exact count, sum, minimum and maximum', () => {
    const { count, sum, min, max, counts } = convertDistribution(recorded(durations), 0);
    expect({ count, inBins: total(counts), min, max }).toEqual({
      count: 5000,
      inBins: 5000,
      min: ranked[0],
      max: ranked.at(-1),
    });
    expect(sum).toBeCloseTo(total(durations), 6);
  });

  test.each([0.01, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99])(
    'has the quantile %d within the width of a bucket and half a bin, from exponential buckets',
    (quantile) => {
      const family = recorded(durations);
      const bucket = 2 ** (2 ** -family.exponential!.scale(0)) - 1;
      const rank = Math.round(quantile * (ranked.length - 1));
      const [exact, estimated] = [ranked[rank]!, atRank(convertDistribution(family, 0), rank)];
      expect(Math.abs(estimated / exact - 1)).toBeLessThan((1 + bucket) * (1 + BIN_ERROR) - 1);
    },
  );

  test('spreads explicit buckets evenly over their width, with every observation', () => {
    const values = Array.from({ length: 1000 }, (_, i) => 1 + (i + 0.5) / 1000);
    const distribution = convertDistribution(recorded(values, [1, 2]), 0);
    expect(total(distribution.counts)).toBe(1000);
    for (const quantile of [0.1, 0.5, 0.9]) {
      const rank = Math.round(quantile * 999);
      expect(Math.abs(atRank(distribution, rank) / values[rank]! - 1)).toBeLessThan(BIN_ERROR + 0.001);
    }
  });

  test('keeps a single observation exactly', () => {
    const distribution = convertDistribution(recorded([0.123], [1, 2]), 0);
    expect(distribution).toEqual({
      count: 1,
      sum: 0.123,
      min: 0.123,
      max: 0.123,
      average: 0.123,
      keys: [findSketchKey(0.123)],
      counts: [1],
    });
  });

  test('has its average among the observations, even if the difference of two sums is rounded', () => {
    const store = new MetricStore();
    const reader = store.openReader({ name: 'datadog', temporality: 'delta' });
    const family = () => reader.snapshot().families.find((one) => one.kind === 'histogram')!;
    for (let i = 0; i < 100; i++) {
      store.recordHistogram('sizes', 0.1 * i);
      store.recordHistogram('same', 0.1);
      const snapshot = reader.snapshot();
      for (const one of snapshot.families) {
        const { min, average, max } = convertDistribution(one as HistogramFamily, 0);
        expect(min <= average && average <= max).toBe(true);
      }
      snapshot.acknowledge();
    }
    store.recordHistogram('sizes', 0.7);
    expect(family().sums[0]).not.toBe(0.7);
    expect(convertDistribution(family(), 0).average).toBeCloseTo(0.7, 9);
  });

  test.each([
    ['below zero, zero and above', [-5, -0.001, 0, 0, 0.001, 5]],
    ['next to the limits of a double', [-Number.MAX_VALUE, -1e-300, 5e-324, 1e300, Number.MAX_VALUE]],
    ['all the same', Array.from({ length: 50 }, () => 3.5)],
  ])('of values %s has ascending bins with each of them', (_, values) => {
    for (const buckets of [undefined, [0, 1]]) {
      const { count, keys, counts, min, max } = convertDistribution(recorded(values, buckets), 0);
      expect(keys).toEqual([...new Set(keys)].sort((a, b) => a - b));
      expect({ count, inBins: total(counts) }).toEqual({ count: values.length, inBins: values.length });
      expect([min, max]).toEqual([Math.min(...values), Math.max(...values)]);
    }
  });

  test('has one bin for zeros between negative and positive values', () => {
    const { keys, counts } = convertDistribution(recorded([-5, 0, 0, 5]), 0);
    expect(keys.map((key, i) => [key, counts[i]])).toEqual([
      [findSketchKey(-5), 1],
      [0, 2],
      [findSketchKey(5), 1],
    ]);
  });

  test('needs at most one step per observation for a bucket with the whole range of a double', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? 1 : -1) * Number.MAX_VALUE);
    expect(total(convertDistribution(recorded(values, [0]), 0).counts)).toBe(1000);
  });
});
