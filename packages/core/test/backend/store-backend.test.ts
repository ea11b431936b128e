import { beforeEach, expect, test } from 'vitest';
import { MultiMetricsBackend } from '../../src/fan-out/multi-metrics-backend.ts';
import { Metrics } from '../../src/metrics.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { ReadingBackend } from '../reading-backend.ts';

let diagnostics: KeptDiagnostics;

beforeEach(() => {
  diagnostics = new KeptDiagnostics();
});

test('a backend alone owns a store, so that it records and delivers without a fan-out', () => {
  const backend = new ReadingBackend({ diagnostics });
  new Metrics(backend).counter('c', { labels: ['a'] }).add(2, { a: 'x' });
  backend.recordCounter('c', 3, { a: 'x' });
  backend.recordCounter('d');
  backend.setGauge('g', 5);
  backend.recordHistogram('h', 7);
  backend.initializeMetric({ name: 'e', type: 'counter', labels: { a: ['x'] } });
  expect(['c', 'd', 'g', 'h', 'e'].map((name) => backend.deliver(name))).toEqual([
    { 'a=x': 5 },
    { '': 1 },
    { '': 5 },
    { '': 7 },
    { 'a=x': 0 },
  ]);
  expect(backend.account()).toEqual({ offered: 5, delivered: 5, pending: 0, dropped: {}, ambiguous: 0 });
});

test('a backend is called by its kind where it is given no name', () => {
  expect([new ReadingBackend().name, new ReadingBackend({ name: 'cloud' }).name]).toEqual(['reading', 'cloud']);
});

test('a backend that has a store already is refused by another', () => {
  const backend = new ReadingBackend({ diagnostics });
  backend.recordCounter('c');
  expect(() => new MultiMetricsBackend([backend], { diagnostics })).toThrow(
    expect.objectContaining({ code: 'already_attached' }),
  );
  expect(backend.deliver('c')).toEqual({ '': 1 });
});

test('a backend that is detached may be attached elsewhere', async () => {
  const backend = new ReadingBackend({ diagnostics });
  const one = new MultiMetricsBackend([backend], { diagnostics });
  await one.remove('reading');
  const two = new MultiMetricsBackend([backend], { diagnostics });
  one.recordCounter('c', 1);
  two.recordCounter('c', 2);
  expect(backend.deliver('c')).toEqual({ '': 2 });
});

test('a detached backend has no say in definitions any more', async () => {
  const backend = new ReadingBackend({ diagnostics });
  backend.refused = 'taken';
  const multi = new MultiMetricsBackend([backend], { diagnostics });
  await multi.remove('reading');
  multi.recordCounter('taken', 1);
  expect(multi.store.dropped.total).toBe(0);
});

test('a backend that comes back under its name goes on where it stopped', async () => {
  const multi = new MultiMetricsBackend([], { diagnostics });
  const first = new ReadingBackend({ name: 'cloud', temporality: 'delta' });
  await multi.add(first);
  multi.recordCounter('c', 5);
  first.deliver('c');
  await multi.remove('cloud');
  multi.recordCounter('c', 2);
  const second = new ReadingBackend({ name: 'cloud', temporality: 'delta' });
  await multi.add(second);
  expect(second.deliver('c')).toEqual({ '': 2 });
  expect(multi.accounts()).toEqual({ cloud: { offered: 2, delivered: 2, pending: 0, dropped: {}, ambiguous: 0 } });
});

test('a store with a metric that a backend cannot take refuses it, and another may take it', () => {
  const backend = new ReadingBackend({ diagnostics });
  backend.refused = 'taken';
  const store = new MetricStore({ diagnostics });
  store.recordCounter('taken', 1);
  expect(() => backend.attach(store)).toThrow('cannot take taken');
  const other = new MultiMetricsBackend([backend], { diagnostics });
  other.recordCounter('c', 1);
  expect(backend.deliver('c')).toEqual({ '': 1 });
});
