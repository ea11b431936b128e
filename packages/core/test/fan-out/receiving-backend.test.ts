import { beforeEach, expect, test } from 'vitest';
import { ReceivingBackend } from '../../src/fan-out/receiving-backend.ts';
import type { MetricsRecorder } from '../../src/ports/metrics-backend-port.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import { FakeClock, settled } from '../fake-clock.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { RecordedCalls } from '../recorded-calls.ts';
import { missingIn } from '../series-of.ts';

let clock: FakeClock;
let diagnostics: KeptDiagnostics;
let store: MetricStore;

beforeEach(() => {
  clock = new FakeClock();
  diagnostics = new KeptDiagnostics();
  store = new MetricStore({ clock, diagnostics });
});

/** Takes records until the test says otherwise. */
class Moody implements MetricsRecorder {
  failing: 'throws' | 'rejects' | undefined;
  calls = 0;

  recordCounter(): void | Promise<void> {
    return this.#called();
  }

  setGauge(): void | Promise<void> {
    return this.#called();
  }

  recordHistogram(): void | Promise<void> {
    return this.#called();
  }

  #called(): void | Promise<void> {
    this.calls += 1;
    if (this.failing === 'throws') throw new Error('moody');
    if (this.failing === 'rejects') return Promise.reject(new Error('moody'));
  }
}

test('each record is passed on and delivered', () => {
  const mock = new RecordedCalls();
  const receiver = new ReceivingBackend(mock, store);
  receiver.recordCounter('c', 2, { a: 'x' });
  receiver.setGauge('g', 3, {});
  receiver.recordHistogram('h', 4, {});
  expect(mock.calls).toEqual([
    ['recordCounter', 'c', 2, { a: 'x' }],
    ['setGauge', 'g', 3, {}],
    ['recordHistogram', 'h', 4, {}],
  ]);
  expect(receiver.account()).toEqual({ offered: 3, delivered: 3, pending: 0, dropped: {}, ambiguous: 0 });
});

test('what a backend throws stays inside, and the record counts as failed', () => {
  const moody = new Moody();
  const receiver = new ReceivingBackend(moody, store);
  moody.failing = 'throws';
  receiver.recordCounter('c', 1, {});
  receiver.setGauge('g', 1, {});
  receiver.recordHistogram('h', 1, {});
  expect(receiver.account()).toEqual({ offered: 3, delivered: 0, pending: 0, dropped: { failed: 3 }, ambiguous: 0 });
});

test('what an async method rejects with stays inside, and the record counts as failed', async () => {
  const moody = new Moody();
  const receiver = new ReceivingBackend(moody, store);
  moody.failing = 'rejects';
  receiver.recordCounter('c', 1, {});
  expect(missingIn(receiver.account())).toBe(0);
  await settled();
  expect(receiver.account()).toEqual({ offered: 1, delivered: 0, pending: 0, dropped: { failed: 1 }, ambiguous: 0 });
});

test('the door counts for a receiver what was dropped before any backend saw it, from its time on', () => {
  store.recordCounter('c', Number.NaN);
  const receiver = new ReceivingBackend(new RecordedCalls(), store);
  store.recordCounter('c', Number.NaN);
  expect(receiver.account()).toMatchObject({ offered: 1, dropped: { invalid: 1 } });
});

test('after five failures in a row a backend is suspended, with one diagnostic', () => {
  const moody = new Moody();
  const receiver = new ReceivingBackend(moody, store);
  moody.failing = 'throws';
  for (let i = 0; i < 10; i++) receiver.recordCounter('c', 1, {});
  expect(moody.calls).toBe(5);
  expect(receiver.account()).toMatchObject({ offered: 10, delivered: 0, dropped: { failed: 5, breaker: 5 } });
  expect(diagnostics.codes).toEqual(['backend_failing']);
});

test('failures that are not in a row do not count together', () => {
  const moody = new Moody();
  const receiver = new ReceivingBackend(moody, store);
  for (let i = 0; i < 20; i++) {
    moody.failing = i % 5 === 4 ? undefined : 'throws';
    receiver.recordCounter('c', 1, {});
  }
  expect(moody.calls).toBe(20);
  expect(diagnostics.codes).toEqual([]);
});

test('it is tried again after thirty seconds, and suspended again if it still fails', async () => {
  const moody = new Moody();
  const receiver = new ReceivingBackend(moody, store);
  moody.failing = 'throws';
  for (let i = 0; i < 5; i++) receiver.recordCounter('c', 1, {});
  await clock.advance(29.9);
  receiver.recordCounter('c', 1, {});
  expect(moody.calls).toBe(5);
  await clock.advance(0.2);
  receiver.recordCounter('c', 1, {});
  receiver.recordCounter('c', 1, {});
  expect(moody.calls).toBe(6);
  expect(diagnostics.codes).toEqual(['backend_failing']);
  expect(missingIn(receiver.account())).toBe(0);
});

test('once it works again it gets every record, and that is said once', async () => {
  const moody = new Moody();
  const receiver = new ReceivingBackend(moody, store);
  moody.failing = 'throws';
  for (let i = 0; i < 6; i++) receiver.recordCounter('c', 1, {});
  moody.failing = undefined;
  await clock.advance(30);
  for (let i = 0; i < 4; i++) receiver.recordCounter('c', 1, {});
  expect(receiver.account()).toMatchObject({ offered: 10, delivered: 4, dropped: { failed: 5, breaker: 1 } });
  expect(diagnostics.codes).toEqual(['backend_failing', 'backend_recovered']);
});

test('a backend whose methods always reject is suspended, too', async () => {
  const moody = new Moody();
  const receiver = new ReceivingBackend(moody, store);
  moody.failing = 'rejects';
  for (let i = 0; i < 10; i++) {
    receiver.recordCounter('c', 1, {});
    await settled();
  }
  expect(moody.calls).toBe(5);
  expect(diagnostics.codes).toEqual(['backend_failing']);
});

test('a backend that still rejects after thirty seconds has not recovered', async () => {
  const moody = new Moody();
  const receiver = new ReceivingBackend(moody, store);
  moody.failing = 'rejects';
  for (let i = 0; i < 10; i++) receiver.recordCounter('c', 1, {});
  await clock.advance(30);
  receiver.recordCounter('c', 1, {});
  await settled();
  expect(diagnostics.codes).toEqual(['backend_failing']);
  expect(missingIn(receiver.account())).toBe(0);
});

test('a definition that makes a backend throw is reported, and its records still arrive', () => {
  const mock = Object.assign(new RecordedCalls(), {
    name: 'picky',
    initializeMetric: () => {
      throw new Error('no');
    },
  });
  const receiver = new ReceivingBackend(mock, store);
  receiver.initializeMetric({ name: 'c', type: 'counter' });
  receiver.recordCounter('c', 1, {});
  expect(mock.calls).toHaveLength(1);
  expect(diagnostics.events).toEqual([
    expect.objectContaining({ code: 'initialize_failed', message: expect.stringContaining('"picky"') }),
  ]);
});

test('a definition that makes an async backend reject is reported, too', async () => {
  const rejection = Promise.reject(new Error('no'));
  rejection.catch(() => {});
  const mock = Object.assign(new RecordedCalls(), { initializeMetric: () => rejection });
  new ReceivingBackend(mock, store).initializeMetric({ name: 'c', type: 'counter' });
  await settled();
  expect(diagnostics.codes).toEqual(['initialize_failed']);
});
