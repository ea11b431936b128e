import { beforeEach, expect, test } from 'vitest';
import { Metrics } from '../../../src/metrics.ts';
import type { HistogramFamily, Snapshot } from '../../../src/snapshot/snapshot.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';
import { KeptDiagnostics } from '../../kept-diagnostics.ts';
import { familyOf, missingIn, seriesIn } from '../../series-of.ts';

let store: MetricStore;
let metrics: Metrics;

beforeEach(() => {
  store = new MetricStore({ diagnostics: new KeptDiagnostics() });
  metrics = new Metrics(store);
});

function histogramIn(snapshot: Snapshot, name: string): HistogramFamily {
  const family = familyOf(snapshot, name);
  if (family.kind !== 'histogram') throw new Error(family.kind);
  return family;
}

test('a delta reader that exports five, fails, and is given two more delivers seven', () => {
  const reader = store.openReader({ name: 'delta', temporality: 'delta' });
  const counter = metrics.counter('c');
  counter.add(5);
  const failed = reader.snapshot();
  expect(seriesIn(failed, 'c', 'delta')).toEqual({ '': 5 });
  failed.release();
  counter.add(2);
  const second = reader.snapshot();
  expect(seriesIn(second, 'c', 'delta')).toEqual({ '': 7 });
  second.acknowledge();
  expect(seriesIn(reader.snapshot(), 'c', 'delta')).toEqual({});
  expect(reader.account()).toEqual({ offered: 2, delivered: 2, pending: 0, dropped: {}, ambiguous: 0 });
});

test('what is recorded while an export is under way is in the next one', () => {
  const reader = store.openReader({ name: 'delta', temporality: 'delta' });
  const counter = metrics.counter('c');
  counter.add(5);
  const first = reader.snapshot();
  counter.add(2);
  first.acknowledge();
  expect(reader.account()).toMatchObject({ offered: 2, delivered: 1, pending: 1 });
  expect(seriesIn(reader.snapshot(), 'c', 'delta')).toEqual({ '': 2 });
});

test('a cumulative reader sees totals, and counts each record as delivered once', () => {
  const reader = store.openReader({ name: 'cumulative' });
  const counter = metrics.counter('c');
  counter.add(5);
  reader.snapshot().acknowledge();
  counter.add(2);
  const second = reader.snapshot();
  expect(seriesIn(second, 'c')).toEqual({ '': 7 });
  second.acknowledge();
  reader.snapshot().acknowledge();
  expect(reader.account()).toMatchObject({ offered: 2, delivered: 2, pending: 0 });
});

test('overlapping cumulative snapshots may be settled in either order', () => {
  const reader = store.openReader({ name: 'cumulative' });
  const counter = metrics.counter('c');
  counter.add(1);
  const older = reader.snapshot();
  counter.add(1);
  const newer = reader.snapshot();
  newer.acknowledge();
  older.acknowledge();
  expect(reader.account()).toMatchObject({ offered: 2, delivered: 2, pending: 0 });
  expect(missingIn(reader.account())).toBe(0);
});

test('a delta histogram has the changes of its sum and of each bucket', () => {
  const reader = store.openReader({ name: 'delta', temporality: 'delta' });
  const histogram = metrics.histogram('h', { buckets: [1, 2] });
  for (const value of [0.5, 1.5, 3]) histogram.record(value);
  reader.snapshot().acknowledge();
  histogram.record(1.5);
  reader.snapshot().release();
  histogram.record(5);
  const { buckets, sums, counts } = histogramIn(reader.snapshot(), 'h');
  expect([...buckets, sums[0], counts[0]]).toEqual([0, 1, 1, 6.5, 2]);
});

test('a delta reader gets the total of an up-down counter and the value of a gauge', () => {
  const reader = store.openReader({ name: 'delta', temporality: 'delta' });
  const active = metrics.upDownCounter('active');
  const depth = metrics.gauge('depth');
  active.add(5);
  depth.set(5);
  reader.snapshot().acknowledge();
  active.add(-3);
  depth.set(4);
  const snapshot = reader.snapshot();
  expect([seriesIn(snapshot, 'active', 'delta'), seriesIn(snapshot, 'depth', 'delta')]).toEqual([{ '': 2 }, { '': 4 }]);
});

test('readers do not feel each other', () => {
  const one = store.openReader({ name: 'one', temporality: 'delta' });
  const two = store.openReader({ name: 'two', temporality: 'delta' });
  metrics.counter('c').add(5);
  one.snapshot().acknowledge();
  expect(seriesIn(two.snapshot(), 'c', 'delta')).toEqual({ '': 5 });
  two.snapshot().refuse('refused');
  expect(one.account()).toMatchObject({ delivered: 1, dropped: {} });
  expect(two.account()).toMatchObject({ delivered: 0, dropped: { refused: 1 } });
});

test.each(['cumulative', 'delta'] as const)(
  'records made before a %s reader opened are in what it reads first',
  (temporality) => {
    metrics.counter('c').add(5);
    metrics.counter('c').add(-1);
    const reader = store.openReader({ name: 'late', temporality });
    expect(seriesIn(reader.snapshot(), 'c', temporality)).toEqual({ '': 5 });
    expect(reader.account()).toEqual({ offered: 2, delivered: 0, pending: 1, dropped: { negative: 1 }, ambiguous: 0 });
  },
);

test('a delta reader from now on is offered only what comes', () => {
  const counter = metrics.counter('c', { labels: ['a'] });
  const histogram = metrics.histogram('h', { buckets: [1] });
  counter.add(5, { a: 'x' });
  counter.add(-5, { a: 'x' });
  histogram.record(3);
  const reader = store.openReader({ name: 'late', temporality: 'delta', from: 'now' });
  expect(reader.account()).toEqual({ offered: 0, delivered: 0, pending: 0, dropped: {}, ambiguous: 0 });
  counter.add(2, { a: 'x' });
  counter.add(7, { a: 'y' });
  counter.add(-1, { a: 'x' });
  histogram.record(0.5);
  const snapshot = reader.snapshot();
  expect(seriesIn(snapshot, 'c', 'delta')).toEqual({ 'a=x': 2, 'a=y': 7 });
  expect([...histogramIn(snapshot, 'h').buckets, histogramIn(snapshot, 'h').sums[0]]).toEqual([1, 0, 0.5]);
  expect(reader.account()).toEqual({ offered: 4, delivered: 0, pending: 3, dropped: { negative: 1 }, ambiguous: 0 });
});

test('a cumulative reader from now on shows totals and is offered only what comes', () => {
  const counter = metrics.counter('c');
  counter.add(5);
  const reader = store.openReader({ name: 'late', from: 'now' });
  counter.add(2);
  expect(seriesIn(reader.snapshot(), 'c')).toEqual({ '': 7 });
  expect(reader.account()).toMatchObject({ offered: 1, pending: 1 });
});

test.each(['cumulative', 'delta'] as const)(
  'a series that cannot be sent is dropped alone from a %s snapshot',
  (temporality) => {
    const reader = store.openReader({ name: 'reader', temporality });
    const counter = metrics.counter('c', { labels: ['a'] });
    counter.add(1, { a: 'x' });
    counter.add(1, { a: 'x' });
    counter.add(1, { a: 'y' });
    const snapshot = reader.snapshot();
    snapshot.dropSeries(familyOf(snapshot, 'c'), 0, 'oversize');
    expect(missingIn(reader.account())).toBe(0);
    snapshot.acknowledge();
    expect(reader.account()).toEqual({ offered: 3, delivered: 1, pending: 0, dropped: { oversize: 2 }, ambiguous: 0 });
  },
);

test('a series that was dropped alone from a delta goes on from there', () => {
  const reader = store.openReader({ name: 'delta', temporality: 'delta' });
  const counter = metrics.counter('c');
  const histogram = metrics.histogram('h', { buckets: [1] });
  counter.add(5);
  histogram.record(5);
  const snapshot = reader.snapshot();
  snapshot.dropSeries(familyOf(snapshot, 'c'), 0, 'oversize');
  snapshot.dropSeries(familyOf(snapshot, 'h'), 0, 'oversize');
  snapshot.acknowledge();
  counter.add(2);
  histogram.record(0.5);
  const next = reader.snapshot();
  expect(seriesIn(next, 'c', 'delta')).toEqual({ '': 2 });
  expect([...histogramIn(next, 'h').buckets, histogramIn(next, 'h').sums[0]]).toEqual([1, 0, 0.5]);
});

test('records that were sent again after an answer in doubt are delivered and ambiguous', () => {
  const reader = store.openReader({ name: 'reader', temporality: 'delta' });
  metrics.counter('c').add(1);
  reader.snapshot().acknowledge({ ambiguous: true });
  metrics.counter('c').add(1);
  reader.snapshot().acknowledge();
  expect(reader.account()).toEqual({ offered: 2, delivered: 2, pending: 0, dropped: {}, ambiguous: 1 });
});

test('an abandoned reader drops what is pending, and takes it back when it resumes', () => {
  const reader = store.openReader({ name: 'reader' });
  const counter = metrics.counter('c');
  counter.add(1);
  reader.snapshot().acknowledge();
  counter.add(1);
  reader.abandon('shutdown');
  expect(reader.account()).toEqual({ offered: 2, delivered: 1, pending: 0, dropped: { shutdown: 1 }, ambiguous: 0 });
  reader.resume();
  expect(reader.account()).toEqual({ offered: 2, delivered: 1, pending: 1, dropped: {}, ambiguous: 0 });
});

test('a delta reader goes on where it stopped although its backend now sees other labels', () => {
  const options = { name: 'reader', temporality: 'delta' } as const;
  const keeping =
    (...keep: string[]) =>
    () => ({ metric: '*', labels: { keep } });
  const first = store.openReader({ ...options, viewOf: keeping('kind', 'shop') });
  const counter = metrics.counter('c', { labels: ['kind', 'shop'] });
  counter.add(1, { kind: 'a', shop: 'x' });
  first.snapshot().acknowledge();
  counter.add(2, { kind: 'a', shop: 'x' });
  counter.add(4, { kind: 'a', shop: 'y' });

  const second = store.openReader({ ...options, viewOf: keeping('kind') });
  const snapshot = second.snapshot();
  expect(seriesIn(snapshot, 'c', 'delta')).toEqual({ 'kind=a': 6 });
  snapshot.acknowledge();
  counter.add(8, { kind: 'a', shop: 'y' });
  const third = store.openReader({ ...options, viewOf: () => undefined });
  expect(seriesIn(third.snapshot(), 'c', 'delta')).toEqual({ 'kind=a,shop=y': 8 });
  expect(third.account()).toEqual({ offered: 4, delivered: 3, pending: 1, dropped: {}, ambiguous: 0 });
});
