import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Labels } from '../../src/labels/label-schema.ts';
import { Metrics } from '../../src/metrics.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import { anyBadNumber, anyLabels, anyName, anyNumber, badNumbers } from '../bad-input.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { missingIn, seriesOf } from '../series-of.ts';

const labels = ['a', 'b', '__proto__', 'constructor'] as readonly string[];

/** A store with one instrument of each kind, and every way to record with bad values and bad labels. */
function everything(): { store: MetricStore; record: readonly ((value: never, labels: never, name: never) => void)[] } {
  const store = new MetricStore({ diagnostics: new KeptDiagnostics() });
  const metrics = new Metrics(store);
  const child = metrics.child({ labels: { b: 'constant' } });
  const counter = metrics.counter('counter', { labels });
  const upDown = metrics.upDownCounter('up.down', { labels });
  const gauge = metrics.gauge('gauge', { labels });
  const histogram = metrics.histogram('histogram', { labels, buckets: [0, 1] });
  const timer = metrics.timer('timer', { labels });
  const childCounter = child.counter('counter', { labels });
  const bound = counter.bind({ a: 'bound' });
  const boundGauge = gauge.bind({ a: 'bound' });
  const boundHistogram = histogram.bind({ a: 'bound' });
  metrics.counter('declared');
  return {
    store,
    record: [
      (value, given) => counter.add(value, given),
      (value, given) => upDown.add(value, given),
      (value, given) => gauge.set(value, given),
      (value, given) => gauge.add(value, given),
      (value, given) => histogram.record(value, given),
      (value, given) => timer.record(value, given),
      (value, given) => childCounter.add(value, given),
      (value) => bound.add(value),
      (value) => boundGauge.set(value),
      (value) => boundGauge.add(value),
      (value) => boundHistogram.record(value),
      (value, given, name) => store.recordCounter(name, value, given),
      (value, given, name) => store.setGauge(name, value, given),
      (value, given, name) => store.recordHistogram(name, value, given),
    ],
  };
}

const call = fc.record({ way: fc.nat(13), value: anyNumber, labels: anyLabels, name: anyName });

test('whatever is recorded, nothing throws, each call is accounted, and every total stays finite', () => {
  fc.assert(
    fc.property(fc.array(call, { maxLength: 40, size: 'max' }), (calls) => {
      const { store, record } = everything();
      const reader = store.openReader({ name: 'reader' });
      calls.forEach((given, i) => {
        const { way, value, labels: givenLabels, name } = given;
        record[way]!(value.value() as never, givenLabels.value() as never, name.value() as never);
        expect(reader.account().offered).toBe(i + 1);
      });
      expect(missingIn(reader.account())).toBe(0);
      for (const family of reader.snapshot().families) {
        const columns =
          family.kind === 'histogram' ? [family.sums, family.buckets, family.counts] : [family.values, family.counts];
        for (const column of columns) expect(column.every(Number.isFinite)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test('good records among bad ones count exactly', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ bad: anyBadNumber, labels: anyLabels, good: fc.nat(1000) }), { maxLength: 30, size: 'max' }),
      (steps) => {
        const store = new MetricStore({ diagnostics: new KeptDiagnostics() });
        const counter = new Metrics(store).counter('c', { labels });
        const good: Labels = { a: 'good', b: 1 };
        let total = 0;
        for (const step of steps) {
          counter.add(step.bad.value() as never, step.labels.value() as never);
          counter.add(step.bad.value() as never, good);
          counter.add(step.good, good);
          total += step.good;
        }
        expect(seriesOf(store, 'c')).toEqual(steps.length === 0 ? {} : { 'a=good,b=1': total });
        expect(store.dropped.toObject()).toEqual(steps.length === 0 ? {} : { invalid: 2 * steps.length });
      },
    ),
    { numRuns: 100 },
  );
});

test.each(badNumbers.map((value) => [typeof value, value]))('a value of type %s is dropped as invalid', (_, value) => {
  const { store, record } = everything();
  for (const way of record) way(value as never, {} as never, 'declared' as never);
  const dropped = store.dropped.toObject();
  expect(dropped).toEqual({ invalid: 12, type_conflict: 2 });
});

test('labels of an undeclared metric that can be read by name only do not throw', () => {
  const store = new MetricStore({ diagnostics: new KeptDiagnostics() });
  const reader = store.openReader({ name: 'reader' });
  store.recordCounter('c', 1, { a: 'x' });
  const unlistable = new Proxy(
    { a: 'x' },
    {
      ownKeys: () => {
        throw new Error('ownKeys');
      },
    },
  );
  store.recordCounter('c', 1, unlistable);
  expect(reader.account().offered).toBe(2);
});

test('label names that look alike to a receiver are different names here', () => {
  const store = new MetricStore({ diagnostics: new KeptDiagnostics() });
  store.recordCounter('c', 1, { 'a.b': 'x', a_b: 'y', '1a': 'z', le: '5' });
  expect(Object.keys(seriesOf(store, 'c'))[0]!.split(',').sort()).toEqual(['1a=z', 'a.b=x', 'a_b=y', 'le=5']);
});

test('a text of 64 KiB is a label value, if the limit allows it, like another', () => {
  const store = new MetricStore({ diagnostics: new KeptDiagnostics(), maxLabelLength: 65_535 });
  const counter = new Metrics(store).counter('c', { labels: ['a'] });
  const text = 'm'.repeat(65_535);
  counter.add(1, { a: text });
  counter.add(1, { a: `${text.slice(0, -1)}n` });
  counter.add(1, { a: text });
  expect(Object.values(seriesOf(store, 'c'))).toEqual([2, 1]);
});
