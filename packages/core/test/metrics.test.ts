import { expect, test } from 'vitest';
import { bounded } from '../src/labels/label-schema.ts';
import { Metrics } from '../src/metrics.ts';
import { MetricStore } from '../src/store/metric-store.ts';
import { KeptDiagnostics } from './kept-diagnostics.ts';
import { ReadingBackend } from './reading-backend.ts';
import { RecordedCalls } from './recorded-calls.ts';
import { seriesOf } from './series-of.ts';

function metrics(): Metrics {
  return new Metrics(new MetricStore({ diagnostics: new KeptDiagnostics() }));
}

test('the same definition twice is the same instrument', () => {
  const facade = metrics();
  const options = { unit: 's', labels: { status: ['ok', 'error'] } } as const;
  expect(facade.counter('c', options)).toBe(facade.counter('c', options));
  expect(facade.timer('t')).toBe(facade.timer('t'));
});

test('a different definition under a known name is an error that lists the differences', () => {
  const facade = metrics();
  facade.counter('c', { labels: ['a'] });
  expect(() => facade.counter('c', { labels: ['b'] })).toThrow(
    expect.objectContaining({ name: 'BotMetricsError', code: 'conflicting_definition' }),
  );
  expect(() => facade.gauge('c', { labels: ['a'] })).toThrow('type "gauge", before "counter"');
  expect(() => facade.upDownCounter('c', { labels: ['a'] })).toThrow('type "upDownCounter"');
});

test('an invalid definition is an error, and leaves the name free', () => {
  const facade = metrics();
  expect(() => facade.counter('c', { limit: 0 })).toThrow(expect.objectContaining({ code: 'invalid_definition' }));
  facade.gauge('c').set(1);
  expect(seriesOf(facade.store, 'c')).toEqual({ '': 1 });
});

test('two facades over one backend share its metrics', () => {
  const backend = new ReadingBackend({ diagnostics: new KeptDiagnostics() });
  new Metrics(backend).counter('c').add(1);
  new Metrics(backend, { prefix: 'c' }).counter('').add(2);
  expect(backend.deliver('c')).toEqual({ '': 3 });
});

test("a prefix goes before every name, and a child's after its parent's", () => {
  const facade = new Metrics(new MetricStore({ diagnostics: new KeptDiagnostics() }), { prefix: 'shop.' });
  facade.child({ prefix: 'orders.' }).child({}).counter('sent').add(1);
  expect(seriesOf(facade.store, 'shop.orders.sent')).toEqual({ '': 1 });
});

test('labels of a child go beside those of its parent and win over them', () => {
  const facade = new Metrics(new MetricStore({ diagnostics: new KeptDiagnostics() }), {
    labels: { env: 'prod', zone: 1 },
  });
  facade
    .child({ labels: { zone: 2 } })
    .counter('c')
    .add(1);
  facade.counter('c').add(10);
  expect(seriesOf(facade.store, 'c')).toEqual({ 'env=prod,zone=2': 1, 'env=prod,zone=1': 10 });
});

test('closed labels stay closed where the constants are among them', () => {
  const facade = new Metrics(new MetricStore({ diagnostics: new KeptDiagnostics() }), { labels: { env: 'prod' } });
  facade.counter('c', { labels: { status: ['ok', 'error'], env: ['prod'] } }).add(1, { status: 'ok', env: 'prod' });
  expect(seriesOf(facade.store, 'c')).toEqual({ 'status=ok,env=prod': 1, 'status=error,env=prod': 0 });
});

test('constants reach a mock with every record', () => {
  const mock = new RecordedCalls();
  const child = new Metrics(mock, { labels: { env: 'prod' } });
  child.counter('c', { labels: ['a'] }).add(1, { a: 'x' });
  child.gauge('g').bind().set(2);
  child.histogram('h', { labels: ['env'] }).record(3, { env: 'test' });
  expect(mock.calls).toEqual([
    ['recordCounter', 'c', 1, { a: 'x', env: 'prod' }],
    ['setGauge', 'g', 2, { env: 'prod' }],
    ['recordHistogram', 'h', 3, { env: 'prod' }],
  ]);
});

test('children that differ in their constants may define the same closed metric', () => {
  const facade = metrics();
  const define = (shard: number): void =>
    facade
      .child({ labels: { shard } })
      .counter('c', { labels: { status: ['ok', 'error'] } })
      .add(1, { status: 'ok' });
  define(1);
  define(2);
  expect(seriesOf(facade.store, 'c')).toEqual({ 'status=ok,shard=1': 1, 'status=ok,shard=2': 1 });
});

test('a mock with initializeMetric gets the definitions', () => {
  const told: unknown[] = [];
  const mock = Object.assign(new RecordedCalls(), { initializeMetric: (definition: unknown) => told.push(definition) });
  new Metrics(mock).histogram('h', { description: 'Sizes.', unit: 'By', labels: ['a'], buckets: [1, 2] });
  expect(told).toEqual([
    { name: 'h', type: 'histogram', description: 'Sizes.', unit: 'By', labels: ['a'], buckets: [1, 2] },
  ]);
});

test('a receiving backend sees folded records under the labels of their series', () => {
  const mock = new RecordedCalls();
  const folding = new Metrics(mock, { limit: 1, diagnostics: new KeptDiagnostics() });
  const orders = folding.counter('orders', { labels: ['shop'] });
  for (const shop of ['a', 'b']) orders.add(1, { shop });
  const visits = folding.counter('visits', { labels: { page: bounded(1) }, limit: 10 });
  for (const page of ['x', 'y']) visits.add(1, { page });
  expect(mock.calls.map(([, name, , labels]) => [name, labels])).toEqual([
    ['orders', { shop: 'a' }],
    ['orders', { 'otel.metric.overflow': 'true' }],
    ['visits', { page: 'x' }],
    ['visits', { page: 'other' }],
  ]);
});

test('labels that all records carry leave the budgets of the others in force', () => {
  const store = new MetricStore({ diagnostics: new KeptDiagnostics() });
  const visits = new Metrics(store)
    .child({ labels: { env: 'test' } })
    .counter('visits', { labels: { page: bounded(2) } });
  for (const page of ['a', 'b', 'c', 'd']) visits.add(1, { page });
  expect(seriesOf(store, 'visits')).toEqual({ 'page=a,env=test': 1, 'page=b,env=test': 1, 'page=other,env=test': 2 });
});

test('a backend cannot change the labels of its caller', () => {
  const greedy = {
    recordCounter: (_: string, __?: number, labels?: object) => Object.assign(labels ?? {}, { status: 'changed' }),
  };
  const labels = { status: 'ok' };
  const facade = new Metrics(Object.assign(new RecordedCalls(), greedy), { diagnostics: new KeptDiagnostics() });
  facade.counter('orders', { labels: ['status'] }).add(1, labels);
  expect(labels).toEqual({ status: 'ok' });
});

test('diagnostics that throw do not reach whoever records', () => {
  const diagnostics = {
    report() {
      throw new Error('no console');
    },
  };
  const counter = new Metrics(new MetricStore({ diagnostics })).counter('orders');
  expect(() => counter.add(Number.NaN)).not.toThrow();
});
