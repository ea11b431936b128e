import { MetricStore } from '@bot-metrics/core';
import { expect, test } from 'vitest';
import { type Observations, observationsOf } from '../src/observations.ts';

async function observed(...rounds: number[][]): Promise<Observations[]> {
  return observedIn([1, 10], rounds);
}

async function observedIn(buckets: number[] | 'exponential', rounds: number[][]): Promise<Observations[]> {
  const store = new MetricStore();
  const reader = store.openReader({ name: 'test', temporality: 'delta' });
  store.define({ name: 'h', type: 'histogram', buckets });
  let observations: Observations[] = [];
  for (const values of rounds) {
    for (const value of values) store.recordHistogram('h', value);
    const snapshot = await reader.collect();
    const [family] = snapshot.families;
    observations = family?.kind === 'histogram' ? observationsOf(family, 0) : [];
    snapshot.acknowledge();
  }
  return observations;
}

test('tells observations of one bucket as their mean', async () => {
  expect(await observed([0.25])).toEqual([{ value: 0.25, count: 1 }]);
  expect(await observed([20, 40])).toEqual([{ value: 30, count: 2 }]);
});

test('tells those of several buckets as the middle of each, within what was seen', async () => {
  expect(await observed([0.5, 0.5, 2, 30])).toEqual([
    { value: 0.75, count: 2 },
    { value: 5.5, count: 1 },
    { value: 20, count: 1 },
  ]);
});

test('tells only what is new', async () => {
  expect(await observed([0.5, 5], [7])).toEqual([{ value: 7, count: 1 }]);
});

test('tells observations of exponential buckets as the middle of each, from the least to the greatest', async () => {
  const observations = await observedIn('exponential', [[1000], [0, -8, 1, 1, 1000, 1000]]);
  expect(observations.map(({ count }) => count)).toEqual([1, 1, 2, 2]);
  const values = observations.map(({ value }) => value);
  for (const [i, recorded] of [-8, 0, 1, 1000].entries()) {
    expect(Math.abs(values[i]! - recorded)).toBeLessThanOrEqual(Math.abs(recorded) * 0.05);
  }
});

test('tells a single observation of an exponential histogram exactly', async () => {
  expect(await observedIn('exponential', [[0.3]])).toEqual([{ value: 0.3, count: 1 }]);
});
