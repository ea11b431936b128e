import { expect, test } from 'vitest';
import { Metrics } from '../../../src/metrics.ts';
import type { HistogramFamily, Snapshot } from '../../../src/snapshot/snapshot.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';
import type { View } from '../../../src/views/view.ts';
import { FakeClock } from '../../fake-clock.ts';
import { KeptDiagnostics } from '../../kept-diagnostics.ts';
import { familyOf, seriesIn } from '../../series-of.ts';
import { recorded, stateOf } from '../columns/exponential-state.ts';

const coarse: View = { metric: 'sizes', backends: ['cloud'], buckets: [10] };
const clock = new FakeClock();

function setUp(...views: View[]) {
  const store = new MetricStore({ clock, diagnostics: new KeptDiagnostics(), views });
  const sizes = new Metrics(store).histogram('sizes', { labels: ['kind'], buckets: [1, 100] });
  return { store, sizes };
}

function sizesIn(snapshot: Snapshot): HistogramFamily {
  const family = familyOf(snapshot, 'sizes');
  if (family.kind !== 'histogram') throw new Error(family.kind);
  return family;
}

test('each reader has the buckets that its views ask for', () => {
  const { store, sizes } = setUp(coarse);
  const [cloud, scrape] = ['cloud', 'scrape'].map((name) => store.openReader({ name }));
  for (const value of [0.5, 5, 50, 500]) sizes.record(value, { kind: 'a' });
  expect([...sizesIn(cloud!.snapshot()).buckets]).toEqual([2, 2]);
  expect([...sizesIn(scrape!.snapshot()).buckets]).toEqual([1, 2, 1]);
});

test('readers that ask for the same layout share one', () => {
  const { store } = setUp({ ...coarse, backends: ['a', 'b'] });
  for (const name of ['a', 'b', 'c']) store.openReader({ name });
  const [sizes] = store.metrics;
  expect(sizes).toHaveProperty('layouts.length', 1);
});

test('a layout begins when it is first asked for: earlier records are not offered in it', async () => {
  const { store, sizes } = setUp(coarse);
  sizes.record(5, { kind: 'a' });
  await clock.advance(60);
  const cloud = store.openReader({ name: 'cloud' });
  sizes.record(50, { kind: 'a' });
  const snapshot = cloud.snapshot();
  expect(sizesIn(snapshot)).toMatchObject({ counts: Float64Array.of(1), buckets: Float64Array.of(0, 1) });
  expect(sizesIn(snapshot).created[0]).toBe(clock.wallSeconds());
  snapshot.acknowledge();
  expect(cloud.account()).toMatchObject({ offered: 1, delivered: 1 });
});

test('a reader that wants exponential buckets gets them where the metric names none', () => {
  const store = new MetricStore({ clock, diagnostics: new KeptDiagnostics() });
  const metrics = new Metrics(store);
  const cloud = store.openReader({ name: 'cloud', histograms: 'exponential' });
  const free = metrics.histogram('sizes');
  metrics.histogram('named', { buckets: [1] }).record(3);
  for (const value of [0, 3, 300]) free.record(value);
  const snapshot = cloud.snapshot();
  expect(stateOf(sizesIn(snapshot).exponential!, 0)).toEqual(stateOf(recorded([0, 3, 300])));
  expect(familyOf(snapshot, 'named')).toMatchObject({ exponential: undefined, buckets: Float64Array.of(0, 1) });
});

test('a series that is removed goes from every layout, and its slot starts afresh in each', () => {
  const { store, sizes } = setUp(coarse);
  const readers = ['cloud', 'scrape'].map((name) => store.openReader({ name }));
  sizes.record(5, { kind: 'a' });
  sizes.remove({ kind: 'a' });
  for (const reader of readers) {
    expect(seriesIn(reader.snapshot(), 'sizes')).toEqual({});
    expect(reader.account()).toMatchObject({ offered: 1, pending: 0, dropped: { removed: 1 } });
  }
});

test('a layout has room for as many series as the metric', () => {
  const { store, sizes } = setUp(coarse);
  const cloud = store.openReader({ name: 'cloud' });
  for (let kind = 0; kind < 100; kind++) sizes.record(kind, { kind });
  expect(Object.keys(seriesIn(cloud.snapshot(), 'sizes'))).toHaveLength(100);
  expect(seriesIn(cloud.snapshot(), 'sizes')['kind=99']).toBe(99);
});
