import { MetricStore } from '@bot-metrics/core/backend';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Sample, samplesOf } from '../src/samples.ts';

async function sampled(buckets: number[] | 'exponential', ...rounds: number[][]): Promise<Sample[]> {
  const store = new MetricStore();
  const reader = store.openReader({ name: 'test', temporality: 'delta' });
  store.define({ name: 'h', type: 'histogram', buckets });
  let samples: Sample[] = [];
  for (const values of rounds) {
    for (const value of values) store.recordHistogram('h', value);
    const snapshot = await reader.collect();
    const [family] = snapshot.families;
    samples = family?.kind === 'histogram' ? samplesOf(family, 0) : [];
    snapshot.acknowledge();
  }
  return samples;
}

function sumOf(samples: readonly Sample[]): number {
  return samples.reduce((sum, { value, weight }) => sum + value * weight, 0);
}

/** To the digits that a line has. */
function valuesOf(samples: readonly Sample[]): number[] {
  return samples.map(({ value }) => Number(value.toPrecision(12)));
}

test('spreads the observations of a bucket over it, within what was seen', async () => {
  expect(valuesOf(await sampled([100], [0, 2, 5, 8, 10]))).toEqual([1, 3, 5, 7, 9]);
});

test('leans towards the end that the sum speaks of', async () => {
  const samples = await sampled([100], [0, 1, 1, 1, 1, 1, 2, 8, 100]);
  expect(samples.map(({ weight }) => weight)).toEqual(Array.from({ length: 9 }, () => 1));
  expect(sumOf(samples)).toBeCloseTo(115, 9);
  expect(samples.filter(({ value }) => value < 13).length).toBe(5);
});

test('tells only what is new', async () => {
  expect(valuesOf(await sampled([1, 10], [0.5, 5], [7]))).toEqual([7]);
});

test('tells a single observation exactly, in whichever buckets', async () => {
  expect(valuesOf(await sampled([1, 10], [2, 8], [3.25]))).toEqual([3.25]);
  expect(valuesOf(await sampled('exponential', [0.001, 50], [0.3]))).toEqual([0.3]);
  expect(valuesOf(await sampled([1], [-1e308]))).toEqual([-1e308]);
});

test('tells observations of exponential buckets within 9 %, negative ones and zero included', async () => {
  const values = valuesOf(await sampled('exponential', [1000, 0.01], [0, -8, 1, 1, 1000, 1000]));
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
  test(`whatever is observed, the samples of ${buckets} buckets count all of it and leave its range nowhere`, async () => {
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
