import { beforeEach, expect, test } from 'vitest';
import { Metrics } from '../../src/metrics.ts';
import { hasSeries, type Snapshot } from '../../src/snapshot/snapshot.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import type { StoreReader } from '../../src/store/reading/store-reader.ts';
import { FakeClock } from '../fake-clock.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { familyOf, seriesIn } from '../series-of.ts';

let clock: FakeClock;
let store: MetricStore;
let metrics: Metrics;
let reader: StoreReader;

beforeEach(() => {
  clock = new FakeClock();
  store = new MetricStore({ clock, diagnostics: new KeptDiagnostics() });
  metrics = new Metrics(store);
  reader = store.openReader({ name: 'reader' });
});

/** Everything that a backend could write out. */
function written(snapshot: Snapshot): string {
  return JSON.stringify(
    snapshot.families.map((family) => {
      const { kind, slots, created, counts, metric } = family;
      const columns =
        family.kind === 'histogram' ? [family.sums, family.buckets, family.minima, family.maxima] : [family.values];
      const labels = Array.from({ length: slots }, (_, slot) => metric.labelsOf(slot));
      return [metric.definition.name, kind, labels, [...created], [...counts], columns.map((column) => [...column])];
    }),
  );
}

test('a snapshot does not change while recording, removing and growing go on', async () => {
  const counter = metrics.counter('c', { labels: ['a'] });
  const gauge = metrics.gauge('g', { labels: ['a'] });
  const histogram = metrics.histogram('h', { labels: ['a'], buckets: [1] });
  const recordAll = (a: number): void => {
    counter.add(1, { a });
    gauge.set(a, { a });
    histogram.record(a, { a });
  };
  for (let a = 0; a < 5; a++) recordAll(a);
  const snapshot = await reader.collect();
  const before = written(snapshot);
  await clock.advance(10);
  for (let a = 0; a < 100; a++) recordAll(a);
  gauge.clear();
  counter.remove({ a: 1 });
  histogram.remove({ a: 2 });
  for (let a = 100; a < 110; a++) recordAll(a);
  metrics.counter('later').add(1);
  expect(written(snapshot)).toBe(before);
  expect(written(reader.snapshot())).not.toBe(before);
});

test('a snapshot of a delta reader does not change when another snapshot is settled', () => {
  const delta = store.openReader({ name: 'delta', temporality: 'delta' });
  const counter = metrics.counter('c');
  counter.add(5);
  const snapshot = delta.snapshot();
  const before = written(snapshot);
  reader.snapshot().acknowledge();
  counter.add(1);
  expect(written(snapshot)).toBe(before);
});

test('families come in the order of definition, and metrics without a series not at all', () => {
  metrics.gauge('z');
  metrics.counter('b').add(1);
  metrics.histogram('a').record(1);
  expect(reader.snapshot().families.map(({ metric }) => metric.definition.name)).toEqual(['b', 'a']);
});

test('a series carries the wall time of its start, a snapshot its own', async () => {
  const counter = metrics.counter('c', { labels: ['a'] });
  const start = clock.wall;
  await clock.advance(5);
  counter.add(1, { a: 'x' });
  await clock.advance(5);
  counter.add(1, { a: 'x' });
  counter.add(1, { a: 'y' });
  const snapshot = reader.snapshot();
  expect([...familyOf(snapshot, 'c').created]).toEqual([start + 5, start + 10]);
  expect([snapshot.sinceSeconds, snapshot.seconds]).toEqual([start, start + 10]);
});

test('a snapshot begins where the last settled one ended', async () => {
  const start = clock.wall;
  metrics.counter('c').add(1);
  reader.snapshot().acknowledge();
  await clock.advance(10);
  reader.snapshot().release();
  await clock.advance(10);
  const second = reader.snapshot();
  expect([second.sinceSeconds, second.seconds]).toEqual([start, start + 20]);
  second.refuse('refused');
  await clock.advance(10);
  const third = reader.snapshot();
  expect(third.sinceSeconds).toBe(start + 20);
  third.acknowledgeRange({ family: familyOf(third, 'c'), from: 0, to: 1 });
  expect(reader.snapshot().sinceSeconds).toBe(start + 30);
});

test('some series of a snapshot can be settled before the others', () => {
  const counter = metrics.counter('c', { labels: ['a'] });
  for (const a of ['w', 'x', 'y', 'z']) counter.add(1, { a });
  const deltas = store.openReader({ name: 'delta', temporality: 'delta' });
  const snapshot = deltas.snapshot();
  const family = familyOf(snapshot, 'c');
  snapshot.acknowledgeRange({ family, from: 0, to: 2 }, { ambiguous: true });
  snapshot.acknowledgeRange({ family, from: 1, to: 2 });
  snapshot.refuseRange({ family, from: 2, to: 3 }, 'refused');
  snapshot.release();
  snapshot.acknowledgeRange({ family, from: 3, to: 4 });
  expect(deltas.account()).toEqual({ offered: 4, delivered: 2, pending: 1, dropped: { refused: 1 }, ambiguous: 2 });
  expect(seriesIn(deltas.snapshot(), 'c', 'delta')).toEqual({ 'a=z': 1 });
});

test('only the first settlement counts', () => {
  metrics.counter('c').add(1);
  const refused = reader.snapshot();
  refused.refuse('oversize');
  refused.acknowledge({ ambiguous: true });
  refused.refuse('refused');
  const family = familyOf(refused, 'c');
  refused.dropSeries(family, 0, 'refused');
  expect(reader.account()).toEqual({ offered: 1, delivered: 0, pending: 0, dropped: { oversize: 1 }, ambiguous: 0 });
  metrics.counter('c').add(1);
  const released = reader.snapshot();
  released.release();
  released.acknowledge();
  expect(reader.account()).toMatchObject({ delivered: 0, pending: 1 });
});

test('a series without change is nothing to tell for a delta reader', () => {
  const counter = metrics.counter('c', { labels: { a: ['x', 'y'] } });
  counter.add(0, { a: 'x' });
  const family = familyOf(store.openReader({ name: 'delta', temporality: 'delta' }).snapshot(), 'c');
  expect([0, 1].map((slot) => hasSeries(family, slot, 'delta'))).toEqual([true, false]);
  expect([0, 1].map((slot) => hasSeries(family, slot, 'cumulative'))).toEqual([true, true]);
  counter.remove({ a: 'x' });
  expect(seriesIn(reader.snapshot(), 'c')).toEqual({ 'a=y': 0 });
});
