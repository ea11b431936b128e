import { beforeEach, expect, test } from 'vitest';
import { MultiMetricsBackend } from '../../src/fan-out/multi-metrics-backend.ts';
import { Metrics } from '../../src/metrics.ts';
import type { MetricsBackendPort } from '../../src/ports/metrics-backend-port.ts';
import { settled } from '../fake-clock.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { ReadingBackend } from '../reading-backend.ts';
import { RecordedCalls } from '../recorded-calls.ts';
import { missingIn } from '../series-of.ts';

let diagnostics: KeptDiagnostics;

beforeEach(() => {
  diagnostics = new KeptDiagnostics();
});

/** A user's class that only implements the port. */
function receiving(name: string, methods: Partial<MetricsBackendPort> = {}): RecordedCalls & MetricsBackendPort {
  const output = { getMetricsOutput: () => `output of ${name}`, getContentType: () => 'text/receiving' };
  return Object.assign(new RecordedCalls(), { name, ...output, ...methods });
}

function recordSome(metrics: Metrics): void {
  const counter = metrics.counter('c', { labels: ['a'] });
  for (let i = 0; i < 10; i++) counter.add(1, { a: i % 2 });
  counter.bind({ a: 0 }).add(5);
  metrics.gauge('g').set(3);
  metrics.histogram('h').record(4);
}

test('every backend gets every record: exactly, or as its aggregate', () => {
  const cumulative = new ReadingBackend({ name: 'cumulative' });
  const delta = new ReadingBackend({ name: 'delta', temporality: 'delta' });
  const mock = receiving('mock');
  const multi = new MultiMetricsBackend([cumulative, mock, delta], { diagnostics });
  recordSome(new Metrics(multi));
  multi.recordCounter('by.name', 2, { k: 'v' });
  multi.recordCounter('by.name');
  multi.setGauge('gauge.by.name', 7);
  multi.recordHistogram('histogram.by.name', 8);
  expect(mock.calls).toHaveLength(17);
  for (const backend of [cumulative, delta]) {
    expect(backend.deliver('c')).toEqual({ 'a=0': 10, 'a=1': 5 });
  }
  expect(cumulative.deliver('by.name')).toEqual({ 'k=v': 2, '': 1 });
  expect(delta.deliver('by.name')).toEqual({});
  for (const account of Object.values(multi.accounts())) expect(account).toMatchObject({ offered: 17, delivered: 17 });
});

test('a backend that throws on each record costs neither the caller nor the others anything', () => {
  const throwing = (): never => {
    throw new Error('no');
  };
  const bad = receiving('bad', { recordCounter: throwing, setGauge: throwing, recordHistogram: throwing });
  const before = receiving('before');
  const after = receiving('after');
  const reading = new ReadingBackend();
  const multi = new MultiMetricsBackend([before, bad, reading, after], { diagnostics });
  recordSome(new Metrics(multi));
  expect(before.calls).toHaveLength(13);
  expect(after.calls).toEqual(before.calls);
  expect(reading.deliver('c')).toEqual({ 'a=0': 10, 'a=1': 5 });
  const { bad: account } = multi.accounts();
  expect(account).toMatchObject({ offered: 13, delivered: 0, dropped: { failed: 5, breaker: 8 } });
  expect(diagnostics.codes).toEqual(['backend_failing']);
});

test('a backend whose methods reject costs neither the caller nor the others anything', async () => {
  const rejecting = (): never => Promise.reject(new Error('no')) as never;
  const bad = receiving('bad', { recordCounter: rejecting, setGauge: rejecting, recordHistogram: rejecting });
  const good = receiving('good');
  const multi = new MultiMetricsBackend([bad, good], { diagnostics });
  recordSome(new Metrics(multi));
  await settled();
  expect(good.calls).toHaveLength(13);
  expect(multi.accounts().bad).toMatchObject({ offered: 13, delivered: 0, dropped: { failed: 13 } });
});

test('two backends of one name are refused, and the first stays', async () => {
  expect(() => new MultiMetricsBackend([receiving('a'), receiving('a')], { diagnostics })).toThrow(
    expect.objectContaining({ code: 'duplicate_backend', message: expect.stringContaining('"a"') }),
  );
  const first = receiving('a');
  const multi = new MultiMetricsBackend([first], { diagnostics });
  await expect(multi.add(receiving('a'))).rejects.toMatchObject({ code: 'duplicate_backend' });
  expect(multi.backends.get('a')).toBe(first);
});

test('a collecting backend that is added reads what was recorded before, a receiving one what comes', async () => {
  const multi = new MultiMetricsBackend([], { diagnostics });
  const counter = new Metrics(multi).counter('c');
  counter.add(1);
  const reading = new ReadingBackend();
  const mock = receiving('mock');
  await multi.add(reading);
  await multi.add(mock);
  counter.add(2);
  expect(reading.deliver('c')).toEqual({ '': 3 });
  expect(mock.calls).toEqual([['recordCounter', 'c', 2, {}]]);
  expect(multi.accounts()).toMatchObject({ reading: { offered: 2, delivered: 2 }, mock: { offered: 1, delivered: 1 } });
});

test('a receiving backend gets each definition before its first record', async () => {
  const told: string[] = [];
  const multi = new MultiMetricsBackend([], { diagnostics });
  const metrics = new Metrics(multi);
  metrics.counter('before', { unit: '{x}' });
  await multi.add(
    receiving('mock', {
      initializeMetric: ({ name, type, unit = '' }) => told.push(`define ${name} ${type} ${unit}`.trim()),
      recordCounter: (name) => told.push(`record ${name}`),
    }),
  );
  metrics.counter('after').add(1);
  metrics.counter('after').add(1);
  multi.recordCounter('by.use');
  expect(told).toEqual([
    ...['define before counter {x}', 'define after counter', 'record after', 'record after'],
    ...['define by.use counter', 'record by.use'],
  ]);
});

test('a removed backend gets nothing more, and its account stays as it was', async () => {
  const mock = receiving('mock');
  const reading = new ReadingBackend();
  const other = receiving('other');
  const multi = new MultiMetricsBackend([mock, reading, other], { diagnostics });
  const counter = new Metrics(multi).counter('c');
  counter.add(1);
  reading.deliver('c');
  await multi.remove('mock');
  await multi.remove('reading');
  await multi.remove('no such backend');
  const accounts = multi.accounts();
  counter.add(1);
  counter.add(-1);
  expect(mock.calls).toHaveLength(1);
  expect(multi.backends.get('mock')).toBeUndefined();
  const { other: otherAccount, ...removed } = multi.accounts();
  expect(otherAccount).toMatchObject({ offered: 3, delivered: 2, dropped: { negative: 1 } });
  expect(removed).toEqual({ mock: accounts.mock, reading: accounts.reading });
});

test('under load backends come and go, and every account adds up', async () => {
  const multi = new MultiMetricsBackend([receiving('stays')], { diagnostics });
  const counter = new Metrics(multi).counter('c', { labels: ['a'] });
  for (let round = 0; round < 20; round++) {
    for (let a = 0; a < 7; a++) counter.add(1, { a });
    const reading = new ReadingBackend({
      name: `reading ${round}`,
      temporality: round % 2 === 0 ? 'delta' : 'cumulative',
    });
    await multi.add(reading);
    if (round % 3 === 0) counter.clear();
    counter.add(1, { a: round });
    reading.deliver('c');
    if (round > 2) await multi.remove(`reading ${round - 2}`);
    for (const account of Object.values(multi.accounts())) expect(missingIn(account)).toBe(0);
  }
  expect(multi.accounts().stays).toMatchObject({ offered: 160, delivered: 160 });
  expect(Object.keys(multi.accounts())).toHaveLength(21);
});

test('the output is that of the first backend, and empty without backends', async () => {
  const multi = new MultiMetricsBackend([], { diagnostics });
  expect([multi.getMetricsOutput(), multi.getContentType()]).toEqual(['', 'text/plain; charset=utf-8']);
  await multi.add(receiving('a'));
  await multi.add(new ReadingBackend());
  expect([multi.getMetricsOutput(), multi.getContentType()]).toEqual(['output of a', 'text/receiving']);
  await multi.remove('a');
  expect([multi.getMetricsOutput(), multi.getContentType()]).toEqual(['output of reading', 'text/reading']);
});

test('a definition that one backend cannot take is refused for all', () => {
  const picky = new ReadingBackend();
  picky.refused = 'taken';
  const multi = new MultiMetricsBackend([picky], { diagnostics });
  expect(() => new Metrics(multi).counter('taken')).toThrow('cannot take taken');
  multi.recordCounter('taken', 1);
  expect(multi.accounts().reading).toMatchObject({ offered: 1, dropped: { invalid: 1 } });
});
