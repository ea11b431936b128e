import { beforeEach, expect, test } from 'vitest';
import { Metrics } from '../../../src/metrics.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';
import type { StoreReader } from '../../../src/store/reading/store-reader.ts';
import { FakeClock } from '../../fake-clock.ts';
import { KeptDiagnostics } from '../../kept-diagnostics.ts';
import { familyOf, missingIn, seriesIn } from '../../series-of.ts';

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

test('an open snapshot keeps a series that is removed meanwhile', () => {
  const counter = metrics.counter('c', { labels: ['a'] });
  counter.add(5, { a: 'x' });
  const snapshot = reader.snapshot();
  counter.remove({ a: 'x' });
  counter.add(1, { a: 'y' });
  expect(seriesIn(snapshot, 'c')).toEqual({ 'a=x': 5 });
});

test('a slot is not reused while a snapshot is open, and is afterwards', () => {
  const counter = metrics.counter('c', { labels: ['a'] });
  counter.add(5, { a: 'x' });
  const snapshot = reader.snapshot();
  counter.remove({ a: 'x' });
  counter.add(1, { a: 'y' });
  const metric = store.metric('c')!;
  expect(metric.index.slots).toBe(2);
  snapshot.release();
  counter.add(1, { a: 'z' });
  expect(metric.index.slots).toBe(2);
  expect(seriesIn(reader.snapshot(), 'c')).toEqual({ 'a=y': 1, 'a=z': 1 });
});

test('an open snapshot keeps the slots of its own series only, however many come and go meanwhile', () => {
  const counter = metrics.counter('c', { labels: ['a'] });
  const merged = store.openReader({ name: 'merged', viewOf: () => ({ metric: 'c', labels: { keep: [] } }) });
  const histogram = metrics.histogram('h', { labels: ['a'] });
  const exponential = store.openReader({ name: 'exponential', histograms: 'exponential' });
  for (let i = 0; i < 10; i++) counter.add(1, { a: `old ${i}` });
  for (let i = 0; i < 10; i++) histogram.record(1, { a: `old ${i}` });
  const snapshots = [reader, merged, exponential].map((each) => each.snapshot());
  const before = snapshots.map((snapshot) => [seriesIn(snapshot, 'c'), seriesIn(snapshot, 'h')]);
  for (let round = 0; round < 100; round++) {
    for (const instrument of [counter, histogram]) instrument.clear();
    for (let i = 0; i < 10; i++) counter.add(1, { a: `${round} ${i}` });
    for (let i = 0; i < 10; i++) histogram.record(1, { a: `${round} ${i}` });
    reader.snapshot().acknowledge();
  }
  expect([store.metric('c')!.index.slots, store.metric('h')!.index.slots]).toEqual([20, 20]);
  expect(snapshots.map((snapshot) => [seriesIn(snapshot, 'c'), seriesIn(snapshot, 'h')])).toEqual(before);
  for (const snapshot of snapshots) snapshot.acknowledge();
  for (const each of [reader, merged, exponential]) expect(missingIn(each.account())).toBe(0);
  counter.add(1, { a: 'last' });
  expect(store.metric('c')!.index.slots).toBe(20);
});

test('series that come and go do not grow the columns', () => {
  const histogram = metrics.histogram('h', { labels: ['a'] });
  for (let i = 0; i < 1000; i++) {
    histogram.record(i, { a: i });
    histogram.remove({ a: i });
  }
  histogram.record(1, { a: 'last' });
  const family = familyOf(reader.snapshot(), 'h');
  expect(family.slots).toBe(1);
  expect([...family.metric.labelsOf(0), family.counts[0]]).toEqual([['a', 'last'], 1]);
});

test('a reused slot starts empty, with a new start time', async () => {
  const histogram = metrics.histogram('h', { labels: ['a'], buckets: [1] });
  histogram.record(100, { a: 'x' });
  await clock.advance(60);
  histogram.remove({ a: 'x' });
  histogram.record(0.5, { a: 'y' });
  const family = familyOf(reader.snapshot(), 'h');
  if (family.kind !== 'histogram') throw new Error(family.kind);
  expect([...family.buckets]).toEqual([1, 0]);
  expect([family.sums[0], family.minima[0], family.maxima[0], family.counts[0]]).toEqual([0.5, 0.5, 0.5, 1]);
  expect(family.created[0]).toBe(1_700_000_060);
});

test('acknowledging a snapshot does not count a series that was removed meanwhile a second time', () => {
  const counter = metrics.counter('c', { labels: ['a'] });
  counter.add(1, { a: 'x' });
  counter.add(1, { a: 'y' });
  const snapshot = reader.snapshot();
  counter.remove({ a: 'x' });
  counter.add(1, { a: 'x' });
  snapshot.acknowledge();
  expect(reader.account()).toEqual({ offered: 3, delivered: 1, pending: 1, dropped: { removed: 1 }, ambiguous: 0 });
});

test('what was delivered of a removed series stays delivered', () => {
  const counter = metrics.counter('c', { labels: ['a'] });
  counter.add(1, { a: 'x' });
  reader.snapshot().acknowledge();
  counter.add(1, { a: 'x' });
  counter.clear();
  expect(reader.account()).toEqual({ offered: 2, delivered: 1, pending: 0, dropped: { removed: 1 }, ambiguous: 0 });
});

test('a delta reader sees the whole of a series that took over a slot', () => {
  const delta = store.openReader({ name: 'delta', temporality: 'delta' });
  const counter = metrics.counter('c', { labels: ['a'] });
  counter.add(100, { a: 'x' });
  delta.snapshot().acknowledge();
  counter.remove({ a: 'x' });
  counter.add(7, { a: 'y' });
  expect(seriesIn(delta.snapshot(), 'c', 'delta')).toEqual({ 'a=y': 7 });
});

test('an open snapshot still calls the overflow series by its name after it was cleared', () => {
  const counter = metrics.counter('c', { labels: ['a'], limit: 1 });
  counter.add(1, { a: 'x' });
  counter.add(1, { a: 'y' });
  const snapshot = reader.snapshot();
  counter.clear();
  expect(seriesIn(snapshot, 'c')).toEqual({ 'a=x': 1, 'otel.metric.overflow=true': 1 });
});

test('an open snapshot keeps the labels of a removed series when an open metric learns a label', () => {
  store.recordCounter('open', 1, { a: 'x' });
  store.recordCounter('open', 2, { a: 'y' });
  const snapshot = reader.snapshot();
  new Metrics(store).counter('open', { labels: ['a'] }).remove({ a: 'x' });
  store.recordCounter('open', 3, { a: 'y', b: 'new' });
  expect(seriesIn(snapshot, 'open')).toEqual({ 'a=x': 1, 'a=y': 2 });
});

test('a reader from now on is not offered what was removed before it, though a snapshot still holds it', () => {
  const counter = metrics.counter('c', { labels: ['a'] });
  counter.add(5, { a: 'x' });
  const snapshot = reader.snapshot();
  counter.remove({ a: 'x' });
  const late = store.openReader({ name: 'late', temporality: 'delta', from: 'now' });
  expect(late.account()).toEqual({ offered: 0, delivered: 0, pending: 0, dropped: {}, ambiguous: 0 });
  snapshot.release();
  counter.add(2, { a: 'y' });
  expect(late.account()).toMatchObject({ offered: 1, pending: 1 });
  expect(missingIn(late.account())).toBe(0);
  expect(seriesIn(late.snapshot(), 'c', 'delta')).toEqual({ 'a=y': 2 });
});
