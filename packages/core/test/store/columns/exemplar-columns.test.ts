import { beforeEach, expect, test } from 'vitest';
import { Metrics } from '../../../src/metrics.ts';
import type { Metric } from '../../../src/snapshot/metric.ts';
import type { Exemplar, SpanReference } from '../../../src/store/columns/exemplar-columns.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';
import { FakeClock } from '../../fake-clock.ts';
import { KeptDiagnostics } from '../../kept-diagnostics.ts';

let clock: FakeClock;
let active: () => SpanReference | undefined;
let store: MetricStore;
let metrics: Metrics;

beforeEach(() => {
  clock = new FakeClock();
  active = () => undefined;
  store = new MetricStore({ clock, diagnostics: new KeptDiagnostics(), exemplars: { activeSpan: () => active() } });
  metrics = new Metrics(store);
});

const span = (digit: string): SpanReference => ({ traceId: digit.repeat(32), spanId: digit.repeat(16) });

function exemplarAt(place: number): Exemplar | undefined {
  const [metric]: Metric[] = [...store.metrics];
  return metric === undefined || metric.kind === 'gauge' ? undefined : metric.exemplars?.at(place);
}

test('a histogram keeps the latest record of each bucket that happened in a span', async () => {
  const sizes = metrics.histogram('sizes', { buckets: [1, 10] });
  active = () => span('a');
  sizes.record(0.5);
  sizes.record(5);
  await clock.advance(1);
  active = () => span('b');
  sizes.record(6);
  active = () => undefined;
  sizes.record(7);
  expect(exemplarAt(0)).toEqual({ ...span('a'), value: 0.5, seconds: 1_700_000_000 });
  expect(exemplarAt(1)).toEqual({ ...span('b'), value: 6, seconds: 1_700_000_001 });
  expect(exemplarAt(2)).toBeUndefined();
});

test('a counter keeps the latest of each series', () => {
  const sent = metrics.counter('sent', { labels: ['kind'] });
  active = () => span('a');
  for (let kind = 0; kind < 40; kind++) sent.add(kind, { kind });
  expect(exemplarAt(39)).toEqual({ ...span('a'), value: 39, seconds: 1_700_000_000 });
});

test('a series that takes the place of a removed one has none of its exemplars', () => {
  const sizes = metrics.histogram('sizes', { labels: ['kind'], buckets: [1] });
  active = () => span('a');
  sizes.record(0.5, { kind: 'a' });
  sizes.record(5, { kind: 'a' });
  sizes.remove({ kind: 'a' });
  active = () => undefined;
  sizes.record(5, { kind: 'b' });
  expect([exemplarAt(0), exemplarAt(1)]).toEqual([undefined, undefined]);
});

test('a source that throws costs the exemplar and nothing else', () => {
  const sent = metrics.counter('sent');
  active = () => {
    throw new Error('no context');
  };
  expect(() => sent.add(1)).not.toThrow();
  expect(exemplarAt(0)).toBeUndefined();
  expect(store.account('nobody')).toMatchObject({ dropped: {} });
});

test('what is no hexadecimal id is not handed out', () => {
  active = () => ({ traceId: '"} 1', spanId: 'a' });
  metrics.counter('sent').add(1);
  expect(exemplarAt(0)).toBeUndefined();
});

test('up-down counters and gauges have none, and nothing has where no source is given', () => {
  const bare = new MetricStore({ diagnostics: new KeptDiagnostics() });
  new Metrics(bare).counter('sent').add(1);
  new Metrics(store).upDownCounter('open').add(1);
  for (const metric of [...bare.metrics, ...store.metrics]) {
    expect(metric).toHaveProperty('exemplars', undefined);
  }
});
