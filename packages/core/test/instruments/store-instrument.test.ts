import { beforeEach, expect, test } from 'vitest';
import { Metrics } from '../../src/metrics.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { missingIn, seriesOf } from '../series-of.ts';

let store: MetricStore;
let metrics: Metrics;

beforeEach(() => {
  store = new MetricStore({ diagnostics: new KeptDiagnostics() });
  metrics = new Metrics(store);
});

test('binding alone exposes nothing', () => {
  metrics.counter('c', { labels: ['a'] }).bind({ a: 'x' });
  expect(seriesOf(store, 'c')).toEqual({});
});

test('a bound handle and its instrument record into one series', () => {
  const counter = metrics.counter('c', { labels: ['a', 'b'] });
  const bound = counter.bind({ a: 1, b: true });
  bound.add(1);
  counter.add(2, { b: 'true', a: '1' });
  bound.bind().add(4);
  expect(seriesOf(store, 'c')).toEqual({ 'a=1,b=true': 7 });
});

test('a bound handle keeps its labels when the object it was given changes', () => {
  const labels = { a: 'x' };
  const bound = metrics.counter('c', { labels: ['a'] }).bind(labels);
  labels.a = 'y';
  bound.add(1);
  expect(seriesOf(store, 'c')).toEqual({ 'a=x': 1 });
});

test('a bound handle begins a new series after its own was removed', () => {
  const counter = metrics.counter('c', { labels: ['a'] });
  const bound = counter.bind({ a: 'x' });
  bound.add(5);
  counter.remove({ a: 'x' });
  expect(seriesOf(store, 'c')).toEqual({});
  bound.add(1);
  bound.add(1);
  expect(seriesOf(store, 'c')).toEqual({ 'a=x': 2 });
});

test('a bound handle does not write into the series that took over its slot', () => {
  const counter = metrics.counter('c', { labels: ['a'] });
  const bound = counter.bind({ a: 'x' });
  bound.add(5);
  counter.remove({ a: 'x' });
  counter.add(10, { a: 'y' });
  bound.add(1);
  expect(seriesOf(store, 'c')).toEqual({ 'a=x': 1, 'a=y': 10 });
});

test('removing and clearing through a bound handle takes its series out and no other', () => {
  const gauge = metrics.gauge('g', { labels: ['a'] });
  const bound = gauge.bind({ a: 'x' });
  bound.set(1);
  gauge.set(2, { a: 'y' });
  bound.remove();
  expect(seriesOf(store, 'g')).toEqual({ 'a=y': 2 });
  bound.set(3);
  bound.clear();
  expect(seriesOf(store, 'g')).toEqual({ 'a=y': 2 });
});

test('clear takes every series out, and remove one, whatever kind of value names it', () => {
  const counter = metrics.counter('c', { labels: ['code'] });
  for (const code of [200, 404, 500]) counter.add(1, { code });
  counter.remove({ code: '404' });
  expect(seriesOf(store, 'c')).toEqual({ 'code=200': 1, 'code=500': 1 });
  counter.clear();
  expect(seriesOf(store, 'c')).toEqual({});
});

test('removing what is not there does nothing', () => {
  const reader = store.openReader({ name: 'reader' });
  const counter = metrics.counter('c', { labels: ['code'] });
  counter.add(1, { code: 200 });
  counter.remove({ code: 404 });
  expect(reader.account()).toEqual({ offered: 1, delivered: 0, pending: 1, dropped: {}, ambiguous: 0 });
});

test('labels of a child go with every record, and win over those of the record', () => {
  const child = metrics.child({ prefix: 'shop.', labels: { env: 'prod', shard: 7 } });
  const counter = child.counter('orders', { labels: ['env', 'kind'] });
  counter.add(1, { env: 'test', kind: 'a' });
  counter.bind({ env: 'test', kind: 'a' }).add(2);
  expect(seriesOf(store, 'shop.orders')).toEqual({ 'env=prod,kind=a,shard=7': 3 });
});

test('children with other constants share the metric but not the series', () => {
  const one = metrics.child({ labels: { shard: 1 } }).counter('orders', { labels: ['kind'] });
  const two = metrics.child({ labels: { shard: 2 } }).counter('orders', { labels: ['kind'] });
  for (let i = 0; i < 3; i++) {
    one.add(1, { kind: 'a' });
    two.add(10, { kind: 'a' });
  }
  two.remove({ kind: 'a' });
  expect(seriesOf(store, 'orders')).toEqual({ 'kind=a,shard=1': 3 });
});

/** Labels as nobody should give them, which throw when they are copied. */
const broken = new Proxy<{ a: string }>(
  { a: 'x' },
  {
    ownKeys: () => {
      throw new Error('ownKeys');
    },
    getOwnPropertyDescriptor: () => {
      throw new Error('descriptor');
    },
    get: () => {
      throw new Error('get');
    },
  },
);

test('binding labels that cannot be read does not throw, and its records are dropped', () => {
  const reader = store.openReader({ name: 'reader' });
  metrics
    .counter('c', { labels: ['a'] })
    .bind(broken)
    .add(1);
  expect(reader.account()).toMatchObject({ offered: 1, dropped: { invalid: 1 } });
  expect(missingIn(reader.account())).toBe(0);
});

test('removing labels that cannot be read does not throw', () => {
  const counter = metrics.counter('c', { labels: ['a'] });
  counter.add(1, { a: 'x' });
  counter.remove(broken);
  expect(seriesOf(store, 'c')).toEqual({ 'a=x': 1 });
});
