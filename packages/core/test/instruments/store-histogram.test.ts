import { beforeEach, expect, test } from 'vitest';
import { Metrics } from '../../src/metrics.ts';
import type { HistogramFamily } from '../../src/snapshot/snapshot.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import { FakeClock, settled } from '../fake-clock.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { RecordedCalls } from '../recorded-calls.ts';
import { familyOf, seriesOf } from '../series-of.ts';

let clock: FakeClock;
let store: MetricStore;
let metrics: Metrics;

beforeEach(() => {
  clock = new FakeClock();
  store = new MetricStore({ clock, diagnostics: new KeptDiagnostics() });
  metrics = new Metrics(store);
});

function histogramOf(name: string): HistogramFamily {
  const family = familyOf(store.openReader({ name: 'reader' }).snapshot(), name);
  if (family.kind !== 'histogram') throw new Error(`${name} is a ${family.kind}`);
  return family;
}

test('an observation on a bound counts into the bucket below it', () => {
  const histogram = metrics.histogram('size', { buckets: [1, 2] });
  for (const value of [1, 1.0000001, 2, 2.5, -1]) histogram.record(value);
  const { buckets, sums, counts, minima, maxima } = histogramOf('size');
  expect([...buckets]).toEqual([2, 2, 1]);
  expect([sums[0], counts[0], minima[0], maxima[0]]).toEqual([5.5000001, 5, -1, 2.5]);
});

test('each series has its own buckets, however many series there are', () => {
  const histogram = metrics.histogram('size', { buckets: [1], labels: ['i'] });
  for (let i = 0; i < 20; i++) for (let n = 0; n <= i; n++) histogram.record(n === 0 ? 5 : 0, { i });
  const { buckets, counts, maxima, minima } = histogramOf('size');
  for (let i = 0; i < 20; i++) {
    expect([...buckets.slice(i * 2, i * 2 + 2), counts[i]]).toEqual([i, 1, i + 1]);
    expect([minima[i], maxima[i]]).toEqual([i === 0 ? 5 : 0, 5]);
  }
});

test('a histogram without bounds has one bucket', () => {
  metrics.histogram('size', { buckets: [] }).record(7);
  expect([...histogramOf('size').buckets]).toEqual([1]);
});

test('a sum that a double cannot hold is refused whole', () => {
  const histogram = metrics.histogram('size', { buckets: [1] });
  histogram.record(Number.MAX_VALUE);
  histogram.record(Number.MAX_VALUE);
  const { buckets, counts, sums } = histogramOf('size');
  expect([...buckets, counts[0], sums[0]]).toEqual([0, 1, 1, Number.MAX_VALUE]);
  expect(store.dropped.toObject()).toEqual({ invalid: 1 });
});

test('a receiving mock gets each observation', () => {
  const mock = new RecordedCalls();
  const histogram = new Metrics(mock).histogram('size', { labels: ['i'] });
  histogram.record(1, { i: 1 });
  histogram.bind({ i: 2 }).record(2);
  expect(mock.calls).toEqual([
    ['recordHistogram', 'size', 1, { i: 1 }],
    ['recordHistogram', 'size', 2, { i: 2 }],
  ]);
});

test('a timer measures with the monotonic clock, in seconds', () => {
  const timer = metrics.timer('step', { labels: ['name'] });
  const stop = timer.start();
  clock.monotonic += 2.5;
  clock.wall -= 3600;
  expect(stop({ name: 'a' })).toBe(2.5);
  expect(seriesOf(store, 'step')).toEqual({ 'name=a': 2.5 });
  expect(histogramOf('step').metric.definition).toMatchObject({ type: 'histogram', unit: 's' });
});

test('a timer records a task that returns and one that throws, and hands both through', () => {
  const timer = metrics.timer('step', { labels: ['name'] });
  const error = new Error('no');
  expect(
    timer.time(
      () => {
        clock.monotonic += 1;
        return 'result';
      },
      { name: 'returns' },
    ),
  ).toBe('result');
  const throwing = (): never => {
    clock.monotonic += 2;
    throw error;
  };
  expect(() => timer.time(throwing, { name: 'throws' })).toThrow(error);
  expect(seriesOf(store, 'step')).toEqual({ 'name=returns': 1, 'name=throws': 2 });
});

test('a timer records a promise when it settles, and hands on the same promise', async () => {
  const timer = metrics.timer('step', { labels: ['name'] });
  let keep = (): void => {};
  let breakIt = (_error: Error): void => {};
  const kept = new Promise<void>((resolve) => {
    keep = resolve;
  });
  const broken = new Promise<void>((_, reject) => {
    breakIt = reject;
  });
  expect(timer.time(() => kept, { name: 'kept' })).toBe(kept);
  const rejection = expect(timer.time(() => broken, { name: 'broken' })).rejects.toThrow('no');
  clock.monotonic += 3;
  await settled();
  expect(seriesOf(store, 'step')).toEqual({});
  keep();
  breakIt(new Error('no'));
  await rejection;
  expect(seriesOf(store, 'step')).toEqual({ 'name=kept': 3, 'name=broken': 3 });
});

test('a bound timer records into its series', () => {
  const step = metrics.timer('step', { labels: ['name'] }).bind({ name: 'a' });
  step.time(() => {
    clock.monotonic += 1;
  });
  step.record(4);
  expect(seriesOf(store, 'step')).toEqual({ 'name=a': 5 });
});
