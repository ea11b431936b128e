import { MetricStore } from '@bot-metrics/core';
import { expect, test } from 'vitest';
import { type Observations, observationsOf } from '../src/observations.ts';

async function observed(...rounds: number[][]): Promise<Observations[]> {
  const store = new MetricStore();
  const reader = store.openReader({ name: 'test', temporality: 'delta' });
  store.define({ name: 'h', type: 'histogram', buckets: [1, 10] });
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
