import { MetricStore } from '@bot-metrics/core/backend';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatRate, type Sample, sampleHistogram, splitCount } from '../src/samples.ts';

async function sampled(buckets: number[] | 'exponential', ...rounds: number[][]): Promise<Sample[]> {
  const store = new MetricStore();
  const reader = store.openReader({ name: 'test', temporality: 'delta' });
  store.define({ name: 'h', type: 'histogram', buckets });
  let samples: Sample[] = [];
  for (const values of rounds) {
    for (const value of values) store.recordHistogram('h', value);
    const snapshot = await reader.collect();
    const [family] = snapshot.families;
    samples = family?.kind === 'histogram' ? sampleHistogram(family, 0) : [];
    snapshot.acknowledge();
  }
  return samples;
}

function sum(samples: readonly Sample[]): number {
  return samples.reduce((sum, { value, weight }) => sum + value * weight, 0);
}

/** Rounded as in a line. */
function readValues(samples: readonly Sample[]): number[] {
  return samples.map(({ value }) => Number(value.toPrecision(12)));
}

test('spreads the observations of a bucket over it, between minimum and maximum', async () => {
  expect(readValues(await sampled([100], [0, 2, 5, 8, 10]))).toEqual([1, 3, 5, 7, 9]);
});

test('moves samples towards the end of the bucket to which the sum points', async () => {
  const samples = await sampled([100], [0, 1, 1, 1, 1, 1, 2, 8, 100]);
  expect(samples.map(({ weight }) => weight)).toEqual(Array.from({ length: 9 }, () => 1));
  expect(sum(samples)).toBeCloseTo(115, 9);
  expect(samples.filter(({ value }) => value < 13).length).toBe(5);
});

test('samples only the observations since the last export', async () => {
  expect(readValues(await sampled([1, 10], [0.5, 5], [7]))).toEqual([7]);
});

test('a single observation is exact, whatever the buckets', async () => {
  expect(readValues(await sampled([1, 10], [2, 8], [3.25]))).toEqual([3.25]);
  expect(readValues(await sampled('exponential', [0.001, 50], [0.3]))).toEqual([0.3]);
  expect(readValues(await sampled([1], [-1e308]))).toEqual([-1e308]);
});

test('samples of exponential buckets are within 9 %, including negative ones and zero', async () => {
  const values = readValues(await sampled('exponential', [1000, 0.01], [0, -8, 1, 1, 1000, 1000]));
  for (const [i, recorded] of [-8, 0, 1, 1, 1000, 1000].entries()) {
    expect(Math.abs(values[i]! - recorded)).toBeLessThanOrEqual(Math.abs(recorded) * 0.09);
  }
});

test.each([[[0, 1, 1000]], ['exponential' as const]])(
  'samples of subnormal observations stay ascending and within their range (%s)',
  async (buckets) => {
    for (const values of [
      [-1.5e-323, 1.5e-323, 0],
      [-5.4e-323, -5e-323],
    ]) {
      const samples = await sampled(buckets, values);
      expect(samples.map(({ weight }) => weight)).toEqual(values.map(() => 1));
      const sampledValues = samples.map(({ value }) => value);
      expect(sampledValues).toEqual([...sampledValues].sort((a, b) => a - b));
      expect(Math.min(...sampledValues)).toBeGreaterThanOrEqual(Math.min(...values));
      expect(Math.max(...sampledValues)).toBeLessThanOrEqual(Math.max(...values));
    }
  },
);

const observations = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }), {
  minLength: 1,
  maxLength: 600,
});

for (const buckets of [[0, 1, 1000], 'exponential'] as const) {
  test(`for any observations, the samples of ${buckets} buckets have their exact count and stay within their range`, async () => {
    await fc.assert(
      fc.asyncProperty(observations, async (values) => {
        const samples = await sampled(buckets === 'exponential' ? buckets : [...buckets], values);
        expect(samples.reduce((count, { weight }) => count + weight, 0)).toBe(values.length);
        for (const [i, { value }] of samples.entries()) {
          expect(value).toBeGreaterThanOrEqual(Math.min(...values) - Math.abs(Math.min(...values)) * 1e-12);
          expect(value).toBeLessThanOrEqual(Math.max(...values) + Math.abs(Math.max(...values)) * 1e-12);
          if (i > 0) expect(value).toBeGreaterThanOrEqual(samples[i - 1]!.value - Math.abs(value) * 1e-12);
        }
      }),
    );
  });
}

test('each of a few observations is a separate sample', () => {
  expect(splitCount(0)).toEqual([]);
  expect(splitCount(1)).toEqual([1]);
  expect(splitCount(256)).toEqual(Array.from({ length: 256 }, () => 1));
});

test('a remainder is spread between samples of equal weight', () => {
  const weights = splitCount(1003);
  expect(weights.length).toBe(252);
  expect(weights.filter((weight) => weight === 4).length).toBe(250);
  expect([weights[63], weights[189]]).toEqual([1, 2]);
});

test('for any count, the number of samples is bounded, and their rates, as a daemon reads them, add up to exactly the count', () => {
  for (const count of [1, 2, 3, 7, 257, 1000, 12_345_678, 2 ** 32 - 1, 2 ** 53 - 1]) {
    const weights = splitCount(count);
    const counted = weights.map((weight) => 1 / Number(/^\|@([\d.]+)$/.exec(formatRate(weight) || '|@1')?.[1]));
    expect(counted.reduce((sum, each) => sum + each, 0)).toBe(count);
    expect(weights.length).toBeLessThanOrEqual(256 + 45);
  }
});

test('a rate is formatted in plain digits', () => {
  expect([1, 2, 8].map(formatRate)).toEqual(['', '|@0.5', '|@0.125']);
  expect(formatRate(2 ** 40)).toMatch(/^\|@0\.0+\d+$/);
});
