import { beforeEach, expect, test } from 'vitest';
import { Metrics } from '../../../src/metrics.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';
import type { StoreReader } from '../../../src/store/reading/store-reader.ts';
import { FakeClock } from '../../fake-clock.ts';
import { KeptDiagnostics } from '../../kept-diagnostics.ts';
import { missingIn, seriesIn } from '../../series-of.ts';

let clock: FakeClock;
let store: MetricStore;
let metrics: Metrics;
let reader: StoreReader;

beforeEach(() => {
  clock = new FakeClock();
  const views = [{ metric: 'merged', labels: { drop: ['chat'] } }];
  store = new MetricStore({ clock, diagnostics: new KeptDiagnostics(), views });
  metrics = new Metrics(store);
  reader = store.openReader({ name: 'reader' });
});

/** What the reader delivers now of a metric. */
function deliver(name: string): Record<string, number> {
  const snapshot = reader.snapshot();
  const series = seriesIn(snapshot, name);
  snapshot.acknowledge();
  return series;
}

test('a series without a record for long enough is taken out, and one with records stays', async () => {
  const sent = metrics.counter('sent', { labels: ['chat'], expireAfter: 60 });
  for (const chat of ['a', 'b']) sent.add(1, { chat });
  deliver('sent');
  await clock.advance(59);
  sent.add(1, { chat: 'b' });
  expect(deliver('sent')).toEqual({ 'chat=a': 1, 'chat=b': 2 });
  await clock.advance(1);
  expect(deliver('sent')).toEqual({ 'chat=b': 2 });
  await clock.advance(60);
  expect(deliver('sent')).toEqual({});
  expect(reader.account()).toEqual({ offered: 3, delivered: 3, pending: 0, dropped: {}, ambiguous: 0 });
});

test('a bound series that has expired begins again with its next record', async () => {
  const sent = metrics.counter('sent', { labels: ['chat'], expireAfter: 60 }).bind({ chat: 'a' });
  sent.add(5);
  deliver('sent');
  await clock.advance(60);
  expect(deliver('sent')).toEqual({});
  sent.add(1);
  expect(deliver('sent')).toEqual({ 'chat=a': 1 });
});

test('a reader that has not delivered holds expiry back for ten minutes, then the records are dropped as expired', async () => {
  const sent = metrics.counter('sent', { labels: ['chat'], expireAfter: 60 });
  sent.add(1, { chat: 'a' });
  reader.snapshot().release();
  await clock.advance(659);
  reader.snapshot().release();
  expect(reader.account()).toMatchObject({ pending: 1 });
  await clock.advance(1);
  reader.snapshot().release();
  expect(reader.account()).toEqual({ offered: 1, delivered: 0, pending: 0, dropped: { expired: 1 }, ambiguous: 0 });
});

test('a backend that has left holds nothing back', async () => {
  const sent = metrics.counter('sent', { labels: ['chat'], expireAfter: 60 });
  const gone = store.openReader({ name: 'gone' });
  sent.add(1, { chat: 'a' });
  gone.leave();
  deliver('sent');
  await clock.advance(60);
  expect(deliver('sent')).toEqual({});
});

test('what has expired stays in the total of the series that it was merged into', async () => {
  const merged = metrics.counter('merged', { labels: ['chat'], expireAfter: 60 });
  for (const chat of ['a', 'b']) merged.add(2, { chat });
  expect(deliver('merged')).toEqual({ '': 4 });
  await clock.advance(60);
  expect(deliver('merged')).toEqual({ '': 4 });
  expect([...store.metrics][0]?.index.size).toBe(0);
  merged.add(1, { chat: 'c' });
  expect(deliver('merged')).toEqual({ '': 5 });
  expect(reader.account()).toMatchObject({ offered: 3, delivered: 3 });
});

test('room for new series is made by those that have expired', async () => {
  const sent = metrics.counter('sent', { labels: ['chat'], expireAfter: 60, limit: 1 });
  sent.add(1, { chat: 'a' });
  deliver('sent');
  await clock.advance(60);
  sent.add(1, { chat: 'b' });
  expect(deliver('sent')).toEqual({ 'chat=b': 1 });
});

test('a gauge expires, too, so that an old value does not lie', async () => {
  const depth = metrics.gauge('depth', { expireAfter: 60 });
  depth.set(5);
  expect(deliver('depth')).toEqual({ '': 5 });
  await clock.advance(60);
  expect(deliver('depth')).toEqual({});
  expect(missingIn(reader.account())).toBe(0);
});

test('totals of closed labels do not expire, and asking for it is an error', () => {
  expect(() => metrics.counter('closed', { labels: { status: ['ok', 'error'] }, expireAfter: 60 })).toThrow(
    'all its labels are closed sets, and such series never expire; remove expireAfter',
  );
  expect(() => metrics.counter('bare', { expireAfter: 60 })).toThrow('never expire');
  expect(() => metrics.gauge('never', { expireAfter: 0 })).toThrow('expireAfter 0 must be a number of seconds above 0');
});

test('what a callback reports does not expire while it is reported', async () => {
  metrics.observableGauge('size', { labels: ['table'], expireAfter: 60 }, (observe) => observe(7, { table: 'users' }));
  for (let i = 0; i < 3; i++) {
    const snapshot = await reader.collect();
    expect(seriesIn(snapshot, 'size')).toEqual({ 'table=users': 7 });
    snapshot.acknowledge();
    await clock.advance(60);
  }
});
