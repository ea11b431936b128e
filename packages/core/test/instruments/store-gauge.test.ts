import { beforeEach, expect, test } from 'vitest';
import { Metrics } from '../../src/metrics.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { RecordedCalls } from '../recorded-calls.ts';
import { missingIn, seriesOf } from '../series-of.ts';

let store: MetricStore;
let metrics: Metrics;

beforeEach(() => {
  store = new MetricStore({ diagnostics: new KeptDiagnostics() });
  metrics = new Metrics(store);
});

test('a gauge shows the last value', () => {
  const gauge = metrics.gauge('depth', { labels: ['queue'] });
  gauge.set(5, { queue: 'a' });
  gauge.set(-2.5, { queue: 'a' });
  gauge.bind({ queue: 'b' }).set(1);
  expect(seriesOf(store, 'depth')).toEqual({ 'queue=a': -2.5, 'queue=b': 1 });
});

test('adding starts from zero and goes on from the present value', () => {
  const gauge = metrics.gauge('depth');
  gauge.add(3);
  gauge.bind().add(-1);
  expect(seriesOf(store, 'depth')).toEqual({ '': 2 });
});

test('adding to a series that was removed starts from zero again', () => {
  const gauge = metrics.gauge('depth', { labels: ['queue'] });
  gauge.set(5, { queue: 'a' });
  gauge.remove({ queue: 'a' });
  gauge.add(1, { queue: 'a' });
  expect(seriesOf(store, 'depth')).toEqual({ 'queue=a': 1 });
});

test('adding out of the range of a double is refused, the value stays', () => {
  const reader = store.openReader({ name: 'reader' });
  const gauge = metrics.gauge('depth');
  gauge.set(Number.MAX_VALUE);
  gauge.add(Number.MAX_VALUE);
  gauge.bind().add(Number.MAX_VALUE);
  expect(seriesOf(store, 'depth')).toEqual({ '': Number.MAX_VALUE });
  expect(reader.account()).toMatchObject({ offered: 3, pending: 1, dropped: { invalid: 2 } });
  expect(missingIn(reader.account())).toBe(0);
});

test('a gauge exists from its first record on, even with closed labels or a bound handle', () => {
  const gauge = metrics.gauge('status', { labels: { state: ['up', 'down'] } });
  const down = gauge.bind({ state: 'down' });
  expect(seriesOf(store, 'status')).toEqual({});
  down.set(0);
  expect(seriesOf(store, 'status')).toEqual({ 'state=down': 0 });
});

test('a receiving mock gets the sum after adding', () => {
  const mock = new RecordedCalls();
  const gauge = new Metrics(mock).gauge('depth');
  gauge.set(5);
  gauge.add(2);
  expect(mock.calls).toEqual([
    ['setGauge', 'depth', 5, {}],
    ['setGauge', 'depth', 7, {}],
  ]);
});
