import { beforeEach, expect, test } from 'vitest';
import { bounded, optional } from '../../../src/labels/label-schema.ts';
import { Metrics } from '../../../src/metrics.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';
import type { WritableMetric } from '../../../src/store/metrics/create-metric.ts';
import { KeptDiagnostics } from '../../kept-diagnostics.ts';
import { missingIn, seriesOf } from '../../series-of.ts';

const OVERFLOW = 'otel.metric.overflow=true';

let diagnostics: KeptDiagnostics;
let store: MetricStore;
let metrics: Metrics;

beforeEach(() => {
  diagnostics = new KeptDiagnostics();
  store = new MetricStore({ diagnostics });
  metrics = new Metrics(store);
});

function findMetric(name: string): WritableMetric {
  return [...store.metrics].find(({ definition }) => definition.name === name)!;
}

test('over its limit a metric has one more series, which keeps the total exact', () => {
  const counter = metrics.counter('c', { labels: ['id'], limit: 2 });
  for (let id = 0; id < 10; id++) counter.add(1, { id });
  counter.add(1, { id: 0 });
  expect(seriesOf(store, 'c')).toEqual({ 'id=0': 2, 'id=1': 1, [OVERFLOW]: 8 });
  expect(findMetric('c').folded).toBe(8);
  expect(diagnostics.codes).toEqual(['cardinality']);
});

test('a histogram folds into an overflow series as a counter does', () => {
  const histogram = metrics.histogram('h', { labels: ['id'], limit: 1 });
  for (let id = 0; id < 4; id++) histogram.record(2, { id });
  expect(seriesOf(store, 'h')).toEqual({ 'id=0': 2, [OVERFLOW]: 6 });
});

test('a gauge over its limit has no sum to fold into: its records are dropped', () => {
  const reader = store.openReader({ name: 'reader' });
  const gauge = metrics.gauge('g', { labels: ['id'], limit: 1 });
  gauge.set(1, { id: 0 });
  gauge.set(2, { id: 1 });
  gauge.bind({ id: 2 }).set(3);
  gauge.add(4, { id: 3 });
  expect(seriesOf(store, 'g')).toEqual({ 'id=0': 1 });
  expect(reader.account()).toMatchObject({ offered: 4, pending: 1, dropped: { cardinality: 3 } });
  expect(missingIn(reader.account())).toBe(0);
  expect(diagnostics.codes).toEqual(['cardinality']);
});

test('the limit is 2000 where none is named, and the one of the facade where that names one', () => {
  const counter = metrics.counter('c', { labels: ['id'] });
  for (let id = 0; id < 2005; id++) counter.add(1, { id });
  expect(Object.keys(seriesOf(store, 'c'))).toHaveLength(2001);
  expect(seriesOf(store, 'c')[OVERFLOW]).toBe(5);
  const small = new Metrics(store, { limit: 1 }).counter('small', { labels: ['id'] });
  for (let id = 0; id < 3; id++) small.add(1, { id });
  expect(seriesOf(store, 'small')).toEqual({ 'id=0': 1, [OVERFLOW]: 2 });
});

test('a removed series makes room for another', () => {
  const counter = metrics.counter('c', { labels: ['id'], limit: 1 });
  counter.add(1, { id: 0 });
  counter.add(1, { id: 1 });
  counter.remove({ id: 0 });
  counter.add(1, { id: 2 });
  expect(seriesOf(store, 'c')).toEqual({ [OVERFLOW]: 1, 'id=2': 1 });
});

test('a bound handle in the overflow series gets its own once there is room', () => {
  const counter = metrics.counter('c', { labels: ['id'], limit: 1 });
  counter.add(1, { id: 0 });
  const bound = counter.bind({ id: 1 });
  bound.add(1);
  counter.remove({ id: 0 });
  bound.add(10);
  expect(seriesOf(store, 'c')).toEqual({ [OVERFLOW]: 1, 'id=1': 10 });
});

test('every folded record is counted, also those of a bound handle', () => {
  const counter = metrics.counter('c', { labels: ['id'], limit: 1 });
  counter.add(1, { id: 0 });
  const bound = counter.bind({ id: 1 });
  for (let i = 0; i < 3; i++) bound.add(1);
  expect(seriesOf(store, 'c')[OVERFLOW]).toBe(3);
  expect(findMetric('c').folded).toBe(3);
});

test('clear takes the overflow series out, and it begins again at zero', () => {
  const counter = metrics.counter('c', { labels: ['id'], limit: 1 });
  for (let id = 0; id < 5; id++) counter.add(1, { id });
  counter.clear();
  expect(seriesOf(store, 'c')).toEqual({});
  for (let id = 0; id < 3; id++) counter.add(1, { id });
  expect(seriesOf(store, 'c')).toEqual({ 'id=0': 1, [OVERFLOW]: 2 });
});

test('a bounded label keeps its first values, the rest becomes other, and the other labels stay', () => {
  const counter = metrics.counter('c', { labels: { channel: bounded(2), status: ['ok', 'error'] } });
  for (const channel of ['a', 'b', 'c', 'd', 'a']) counter.add(1, { channel, status: 'ok' });
  counter.add(1, { channel: 'e', status: 'error' });
  expect(seriesOf(store, 'c')).toEqual({
    'channel=a,status=ok': 2,
    'channel=b,status=ok': 1,
    'channel=other,status=ok': 2,
    'channel=other,status=error': 1,
  });
  expect(findMetric('c').folded).toBe(3);
  expect(diagnostics.codes).toEqual(['label_over_budget']);
});

test('leaving a bounded label out uses nothing of its budget', () => {
  const counter = metrics.counter('c', { labels: { channel: optional(bounded(2)) } });
  counter.add(1);
  counter.add(1, { channel: 'a' });
  counter.add(1, { channel: 'b' });
  expect(seriesOf(store, 'c')).toEqual({ '': 1, 'channel=a': 1, 'channel=b': 1 });
});

test('a gauge whose bounded label is over its budget shows the last of the others', () => {
  const gauge = metrics.gauge('g', { labels: { channel: bounded(1) } });
  for (const [i, channel] of ['a', 'b', 'c'].entries()) gauge.set(i, { channel });
  expect(seriesOf(store, 'g')).toEqual({ 'channel=a': 0, 'channel=other': 2 });
});
