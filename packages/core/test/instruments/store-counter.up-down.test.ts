import { expect, test } from 'vitest';
import { Metrics } from '../../src/metrics.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { RecordedCalls } from '../recorded-calls.ts';
import { seriesOf } from '../series-of.ts';

test('an up-down counter goes both ways, below zero, too', () => {
  const store = new MetricStore({ diagnostics: new KeptDiagnostics() });
  const active = new Metrics(store).upDownCounter('active', { labels: ['kind'] });
  active.add(3, { kind: 'a' });
  active.add(-5, { kind: 'a' });
  active.bind({ kind: 'a' }).add(-1);
  expect(seriesOf(store, 'active')).toEqual({ 'kind=a': -3 });
});

test.each([Number.MAX_VALUE, -Number.MAX_VALUE])(
  'a total that leaves the range of a double with %d is refused',
  (value) => {
    const store = new MetricStore({ diagnostics: new KeptDiagnostics() });
    const active = new Metrics(store).upDownCounter('active');
    active.add(value);
    active.add(value);
    expect(seriesOf(store, 'active')).toEqual({ '': value });
    expect(store.dropped.toObject()).toEqual({ invalid: 1 });
  },
);

test('a receiving mock gets the running total as a gauge', () => {
  const mock = new RecordedCalls();
  const active = new Metrics(mock).upDownCounter('active', { labels: ['kind'] });
  active.add(3, { kind: 'a' });
  active.bind({ kind: 'a' }).add(-1);
  expect(mock.calls).toEqual([
    ['setGauge', 'active', 3, { kind: 'a' }],
    ['setGauge', 'active', 2, { kind: 'a' }],
  ]);
});
