import { beforeEach, expect, test } from 'vitest';
import { Metrics } from '../../../src/metrics.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';
import type { View } from '../../../src/views/view.ts';
import { FakeClock } from '../../fake-clock.ts';
import { KeptDiagnostics } from '../../kept-diagnostics.ts';
import { familyOf, missingIn, seriesIn } from '../../series-of.ts';

let clock: FakeClock;

beforeEach(() => {
  clock = new FakeClock();
});

function setUp(...views: View[]) {
  const store = new MetricStore({ clock, diagnostics: new KeptDiagnostics(), views });
  return { store, metrics: new Metrics(store) };
}

const labels = ['route', 'pod'] as const;
const withoutPod: View = { metric: '*', backends: ['cloud'], labels: { drop: ['pod'] }, merge: 'sum' };

test('series that lose a label are merged with exact totals, at that backend only', () => {
  const { store, metrics } = setUp(withoutPod);
  const requests = metrics.counter('requests', { labels });
  requests.add(1, { route: '/', pod: 'a' });
  requests.add(2, { route: '/', pod: 'b' });
  requests.add(4, { route: '/x', pod: 'b' });
  const cloud = store.openReader({ name: 'cloud' });
  expect(seriesIn(cloud.snapshot(), 'requests')).toEqual({ 'route=/': 3, 'route=/x': 4 });
  expect(seriesIn(store.openReader({ name: 'scrape' }).snapshot(), 'requests')).toEqual({
    'route=/,pod=a': 1,
    'route=/,pod=b': 2,
    'route=/x,pod=b': 4,
  });
});

test('a delta reader gets the changes of merged series', () => {
  const { store, metrics } = setUp(withoutPod);
  const requests = metrics.counter('requests', { labels });
  const open = metrics.upDownCounter('open', { labels });
  const cloud = store.openReader({ name: 'cloud', temporality: 'delta' });
  for (const pod of ['a', 'b']) {
    requests.add(5, { route: '/', pod });
    open.add(3, { route: '/', pod });
  }
  cloud.snapshot().acknowledge();
  requests.add(1, { route: '/', pod: 'b' });
  open.add(-1, { route: '/', pod: 'b' });
  const next = cloud.snapshot();
  expect(seriesIn(next, 'requests', 'delta')).toEqual({ 'route=/': 1 });
  // A total, also of the series in which nothing has changed.
  expect(seriesIn(next, 'open', 'delta')).toEqual({ 'route=/': 5 });
  next.acknowledge();
  expect(cloud.account()).toMatchObject({ offered: 6, delivered: 6, pending: 0 });
});

test.each([
  ['sum', 7],
  ['max', 5],
  ['min', 2],
  ['last', 2],
] as const)('gauges are merged by the rule %s', (merge, expected) => {
  const { store, metrics } = setUp({ ...withoutPod, merge });
  const cloud = store.openReader({ name: 'cloud' });
  const depth = metrics.gauge('depth', { labels });
  depth.set(2, { route: '/', pod: 'a' });
  depth.set(5, { route: '/', pod: 'b' });
  depth.set(2, { route: '/', pod: 'a' });
  expect(seriesIn(cloud.snapshot(), 'depth')).toEqual({ 'route=/': expected });
});

test('distributions are merged bucket by bucket, with their extremes', () => {
  const { store, metrics } = setUp(withoutPod);
  const sizes = metrics.histogram('sizes', { labels, buckets: [1, 2] });
  const drift = metrics.histogram('drift', { labels, buckets: 'exponential' });
  for (const [pod, value] of [
    ['a', 0.5],
    ['b', 1.5],
    ['b', 9],
  ] as const) {
    sizes.record(value, { route: '/', pod });
    drift.record(value, { route: '/', pod });
  }
  const snapshot = store.openReader({ name: 'cloud' }).snapshot();
  const family = familyOf(snapshot, 'sizes');
  expect(family).toMatchObject({
    counts: Float64Array.of(3),
    sums: Float64Array.of(11),
    buckets: Float64Array.of(1, 1, 1),
    minima: Float64Array.of(0.5),
    maxima: Float64Array.of(9),
  });
  const drifts = familyOf(snapshot, 'drift');
  if (drifts.kind !== 'histogram') throw new Error(drifts.kind);
  expect(drifts.exponential?.populated(0).map(({ count }) => count)).toEqual([1, 1, 1]);
});

test('no total falls when one of several merged series is removed, and what was not delivered stays pending', () => {
  const { store, metrics } = setUp(withoutPod);
  const requests = metrics.counter('requests', { labels });
  const cloud = store.openReader({ name: 'cloud' });
  requests.add(1, { route: '/', pod: 'a' });
  requests.add(2, { route: '/', pod: 'b' });
  cloud.snapshot().acknowledge();
  requests.add(10, { route: '/', pod: 'a' });
  requests.remove({ route: '/', pod: 'a' });
  expect(cloud.account()).toEqual({ offered: 3, delivered: 2, pending: 1, dropped: {}, ambiguous: 0 });
  const snapshot = cloud.snapshot();
  expect(seriesIn(snapshot, 'requests')).toEqual({ 'route=/': 13 });
  snapshot.acknowledge();
  expect(cloud.account()).toEqual({ offered: 3, delivered: 3, pending: 0, dropped: {}, ambiguous: 0 });
});

test('a merged series goes with the last one that comes into it', async () => {
  const { store, metrics } = setUp(withoutPod);
  const requests = metrics.counter('requests', { labels });
  const cloud = store.openReader({ name: 'cloud' });
  for (const pod of ['a', 'b']) requests.add(1, { route: '/', pod });
  cloud.snapshot().release();
  requests.clear();
  expect(seriesIn(cloud.snapshot(), 'requests')).toEqual({});
  expect(cloud.account()).toEqual({ offered: 2, delivered: 0, pending: 0, dropped: { removed: 2 }, ambiguous: 0 });
  await clock.advance(60);
  requests.add(1, { route: '/', pod: 'a' });
  const again = cloud.snapshot();
  expect(seriesIn(again, 'requests')).toEqual({ 'route=/': 1 });
  expect(familyOf(again, 'requests').created[0]).toBe(clock.wallSeconds());
});

test('a merged series began with the first that comes into it', async () => {
  const { store, metrics } = setUp(withoutPod);
  const requests = metrics.counter('requests', { labels });
  const began = clock.wallSeconds();
  requests.add(1, { route: '/', pod: 'a' });
  await clock.advance(60);
  requests.add(1, { route: '/', pod: 'b' });
  expect(familyOf(store.openReader({ name: 'cloud' }).snapshot(), 'requests').created[0]).toBe(began);
});

test('the records of one merged series can be dropped on their own', () => {
  const { store, metrics } = setUp(withoutPod);
  const requests = metrics.counter('requests', { labels });
  const cloud = store.openReader({ name: 'cloud' });
  for (const [route, pod] of [
    ['/', 'a'],
    ['/', 'b'],
    ['/x', 'b'],
  ] as const)
    requests.add(1, { route, pod });
  const snapshot = cloud.snapshot();
  snapshot.dropSeries(familyOf(snapshot, 'requests'), 0, 'oversize');
  snapshot.acknowledge();
  expect(cloud.account()).toEqual({ offered: 3, delivered: 1, pending: 0, dropped: { oversize: 2 }, ambiguous: 0 });
});

test('the overflow series of a metric stays itself', () => {
  const { store, metrics } = setUp(withoutPod);
  const requests = metrics.counter('requests', { labels, limit: 1 });
  requests.add(1, { route: '/', pod: 'a' });
  requests.add(2, { route: '/', pod: 'b' });
  expect(seriesIn(store.openReader({ name: 'cloud' }).snapshot(), 'requests')).toEqual({
    'route=/': 1,
    'otel.metric.overflow=true': 2,
  });
});

test('a metric that was defined by its first use learns labels, and its views apply to them', () => {
  const { store } = setUp(withoutPod);
  const cloud = store.openReader({ name: 'cloud' });
  store.recordCounter('requests', 1, { pod: 'a' });
  store.recordCounter('requests', 2, { pod: 'b', route: '/' });
  expect(seriesIn(cloud.snapshot(), 'requests')).toEqual({ '': 1, 'route=/': 2 });
});

test('a backend is not offered what its views keep from it, nor what was dropped of that', () => {
  const { store, metrics } = setUp({ metric: 'debug.*', backends: ['cloud'], enabled: false });
  const cloud = store.openReader({ name: 'cloud' });
  const scrape = store.openReader({ name: 'scrape' });
  metrics.counter('debug.loops').add(1);
  metrics.counter('debug.loops').add(-1);
  metrics.counter('orders').add(1);
  expect(cloud.snapshot().families.map(({ metric }) => metric.definition.name)).toEqual(['orders']);
  expect(cloud.account()).toMatchObject({ offered: 1, dropped: {} });
  expect(scrape.account()).toMatchObject({ offered: 3, dropped: { negative: 1 } });
  expect([cloud, scrape].map((reader) => missingIn(reader.account()))).toEqual([0, 0]);
});

test('a metric that cannot be seen by a backend is refused when it is defined, and no backend has it', () => {
  const { store, metrics } = setUp({ metric: '*', backends: ['cloud'], labels: { drop: ['pod'] } });
  const scrape = store.openReader({ name: 'scrape' });
  store.openReader({ name: 'cloud' });
  expect(() => metrics.gauge('depth', { labels })).toThrow('set merge');
  expect(scrape.snapshot().families).toEqual([]);
  expect(() => metrics.gauge('depth', { labels: ['queue'] }).set(1, { queue: 'a' })).not.toThrow();
});
