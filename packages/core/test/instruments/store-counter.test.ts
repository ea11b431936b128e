import { beforeEach, expect, test } from 'vitest';
import { Metrics } from '../../src/metrics.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import { FakeClock } from '../fake-clock.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { RecordedCalls } from '../recorded-calls.ts';
import { missingIn, seriesOf } from '../series-of.ts';

let diagnostics: KeptDiagnostics;
let store: MetricStore;
let metrics: Metrics;

beforeEach(() => {
  diagnostics = new KeptDiagnostics();
  store = new MetricStore({ clock: new FakeClock(), diagnostics });
  metrics = new Metrics(store);
});

test('a counter adds up what it is given, per label set', () => {
  const counter = metrics.counter('requests', { labels: ['method', 'status'] });
  counter.add(2, { method: 'GET', status: 200 });
  counter.add(3, { status: 200, method: 'GET' });
  counter.add(0.5, { method: 'POST', status: 500 });
  expect(seriesOf(store, 'requests')).toEqual({ 'method=GET,status=200': 5, 'method=POST,status=500': 0.5 });
});

test('a negative value is dropped as negative, and the total stays', () => {
  const counter = metrics.counter('requests');
  counter.add(5);
  counter.add(-1);
  expect(seriesOf(store, 'requests')).toEqual({ '': 5 });
  expect(store.dropped.toObject()).toEqual({ negative: 1 });
  expect(diagnostics.codes).toEqual(['negative_value']);
});

test('minus zero and zero are records that add nothing', () => {
  const reader = store.openReader({ name: 'reader' });
  const counter = metrics.counter('requests');
  counter.add(-0);
  counter.add(0);
  expect(seriesOf(store, 'requests')).toEqual({ '': 0 });
  expect(reader.account()).toMatchObject({ offered: 2, pending: 2, dropped: {} });
});

test('a sum that a double cannot hold is refused, and later records still count', () => {
  const reader = store.openReader({ name: 'reader' });
  const counter = metrics.counter('bytes');
  counter.add(Number.MAX_VALUE);
  counter.add(Number.MAX_VALUE);
  counter.add(1);
  expect(seriesOf(store, 'bytes')).toEqual({ '': Number.MAX_VALUE });
  expect(reader.account()).toMatchObject({ offered: 3, pending: 2, dropped: { invalid: 1 } });
  expect(missingIn(reader.account())).toBe(0);
});

test('whatever the values are, a fault that repeats costs one diagnostic', () => {
  const counter = metrics.counter('requests');
  for (let i = 1; i <= 1000; i++) counter.add(-i / 7);
  expect(store.dropped.toObject()).toEqual({ negative: 1000 });
  expect(diagnostics.events).toHaveLength(1);
});

test('a receiving mock gets each record as it was made', () => {
  const mock = new RecordedCalls();
  const counter = new Metrics(mock, { diagnostics }).counter('requests', { labels: ['method'] });
  counter.add(2, { method: 'GET' });
  counter.bind({ method: 'POST' }).add(3);
  counter.add(-1, { method: 'GET' });
  expect(mock.calls).toEqual([
    ['recordCounter', 'requests', 2, { method: 'GET' }],
    ['recordCounter', 'requests', 3, { method: 'POST' }],
  ]);
});

test('a counter adds 1 without a value, bound or not', () => {
  const counter = metrics.counter('requests');
  counter.add();
  counter.bind().add();
  const labelled = metrics.counter('sent', { labels: ['kind'] });
  labelled.bind({ kind: 'text' }).add();
  labelled.add(undefined, { kind: 'text' });
  expect(seriesOf(store, 'requests')).toEqual({ '': 2 });
  expect(seriesOf(store, 'sent')).toEqual({ 'kind=text': 2 });
  expect(diagnostics.codes).toEqual([]);
});
