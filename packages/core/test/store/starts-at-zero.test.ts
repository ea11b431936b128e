import { beforeEach, describe, expect, test } from 'vitest';
import { MultiMetricsBackend } from '../../src/fan-out/multi-metrics-backend.ts';
import { Metrics } from '../../src/metrics.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { ReadingBackend } from '../reading-backend.ts';

let totals: ReadingBackend;
let changes: ReadingBackend;
let multi: MultiMetricsBackend;
let metrics: Metrics;

beforeEach(() => {
  totals = new ReadingBackend({ name: 'totals' });
  changes = new ReadingBackend({ name: 'changes', temporality: 'delta' });
  multi = new MultiMetricsBackend([totals, changes], { diagnostics: new KeptDiagnostics(), ownMetrics: true });
  metrics = new Metrics(multi);
});

describe('a metric without labels', () => {
  test.each<[string, (metrics: Metrics) => unknown]>([
    ['a counter', (metrics) => metrics.counter('m')],
    ['an up-down counter', (metrics) => metrics.upDownCounter('m')],
    ['a histogram', (metrics) => metrics.histogram('m')],
    ['a timer', (metrics) => metrics.timer('m')],
    ['a counter by its definition', () => multi.initializeMetric({ name: 'm', type: 'counter' })],
  ])('starts at 0 for a backend of totals, if it is %s; a change of 0 is no point', (_, define) => {
    define(metrics);
    expect(totals.deliver('m')).toEqual({ '': 0 });
    expect(changes.deliver('m')).toEqual({});
    expect(multi.accounts()).toMatchObject({ totals: { offered: 0 }, changes: { offered: 0 } });
  });

  test('starts once: its first record adds to the series', () => {
    const counter = metrics.counter('m');
    totals.deliver('m');
    counter.add(2);
    expect([totals.deliver('m'), changes.deliver('m')]).toEqual([{ '': 2 }, { '': 2 }]);
  });

  test('does not start at 0 if it is a gauge', () => {
    metrics.gauge('m');
    expect(totals.deliver('m')).toEqual({});
  });

  test('does not start at 0 if a callback reports it, nor with labels, nor if only records define it', async () => {
    let isKnown = false;
    metrics.observableCounter('observed', {}, (observe) => void (isKnown && observe(1)));
    metrics.observableCounter(
      'closed',
      { labels: { a: ['x', 'y'] } },
      (observe) => void (isKnown && observe(1, { a: 'x' })),
    );
    metrics.counter('labelled', { labels: ['a'] });
    multi.recordCounter('undefined', 1, { a: 'x' });
    for (const name of ['observed', 'closed', 'labelled']) expect(totals.deliver(name)).toEqual({});
    expect(totals.deliver('undefined')).toEqual({ 'a=x': 1 });
    isKnown = true;
    await multi.store.observation.observe();
    expect([totals.deliver('observed'), totals.deliver('closed')]).toEqual([{ '': 1 }, { 'a=x': 1 }]);
  });

  test('starts at 0 again after it was cleared only with its next record', () => {
    const counter = metrics.counter('m');
    counter.clear();
    expect(totals.deliver('m')).toEqual({});
    counter.add(1);
    expect(totals.deliver('m')).toEqual({ '': 1 });
  });
});

describe('the count of records over a limit', () => {
  test('starts at 0 for every metric that has labels', () => {
    metrics.counter('without');
    metrics.counter('counter', { labels: ['id'], limit: 1 });
    metrics.gauge('gauge', { labels: ['id'], limit: 1 });
    multi.recordHistogram('used', 1, { id: 1 });
    expect(totals.deliver('bot_metrics.overflow')).toEqual({
      'metric=counter': 0,
      'metric=gauge': 0,
      'metric=used': 0,
    });
    expect(changes.deliver('bot_metrics.overflow')).toEqual({});
  });

  test('counts records that a gauge drops, with the name of the gauge', () => {
    const gauge = metrics.gauge('gauge', { labels: ['id'], limit: 1 });
    const bound = gauge.bind({ id: 5 });
    for (let id = 0; id < 3; id++) gauge.set(1, { id });
    gauge.add(1, { id: 7 });
    bound.set(1);
    bound.set(2);
    expect(totals.deliver('bot_metrics.overflow')).toEqual({ 'metric=gauge': 5 });
    expect(multi.accounts().totals?.dropped).toEqual({ cardinality: 5 });
  });

  test('is not limited itself', () => {
    for (let i = 0; i < 2100; i++) metrics.counter(`c${i}`, { labels: ['id'] });
    expect(Object.keys(totals.deliver('bot_metrics.overflow'))).toHaveLength(2100);
  });
});
