import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BotMetricsError, MultiMetricsBackend } from '@bot-metrics/core';
import { CollectedDiagnostics, FakeClock, type OtlpReceiver, startOtlpReceiver } from '@bot-metrics/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { OtlpMetricsBackendOptions } from '../src/options.ts';
import { OtlpMetricsBackend } from '../src/otlp-metrics-backend.ts';
import { unexplained } from './balance.ts';

let receiver: OtlpReceiver;
let diagnostics: CollectedDiagnostics;

beforeEach(async () => {
  receiver = await startOtlpReceiver();
  diagnostics = new CollectedDiagnostics();
});
afterEach(() => receiver.close());

/** A timeout below a second leaves no time for a retry, so that the first answer decides. */
function backendWith(options: OtlpMetricsBackendOptions = {}): OtlpMetricsBackend {
  return new OtlpMetricsBackend({ endpoint: receiver.endpoint, timeout: 0.5, diagnostics, ...options });
}

function readCode(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'resolved',
    (error: unknown) => (error instanceof BotMetricsError ? error.code : String(error)),
  );
}

for (const temporality of ['cumulative', 'delta'] as const) {
  test(`a receiver that is down at the start loses no ${temporality} record`, async () => {
    const { port } = receiver;
    await receiver.close();
    const backend = backendWith({ endpoint: `http://127.0.0.1:${port}`, temporality });
    await backend.start();
    backend.recordCounter('hits', 2);
    expect(await readCode(backend.flush())).toBe('export_failed');
    backend.recordCounter('hits', 3);
    expect(await readCode(backend.flush())).toBe('export_failed');
    expect(backend.account()).toMatchObject({ offered: 2, delivered: 0, pending: 2 });
    receiver = await startOtlpReceiver({ port });
    await backend.flush();
    backend.recordCounter('hits', 5);
    await backend.flush();

    expect(receiver.value('hits')).toBe(10);
    expect(backend.account()).toEqual({ offered: 3, delivered: 3, pending: 0, dropped: {}, ambiguous: 0 });
    expect(diagnostics.codes()).toEqual(['export_failed', 'export_recovered']);
    expect(diagnostics.events[0]?.message).toMatch(/ECONNREFUSED.*start the receiver/);
    await backend.shutdown();
  });

  test(`a ${temporality} export that is answered with 503 is delivered later, once`, async () => {
    receiver.respondWith({ status: 503, times: 2 });
    const backend = backendWith({ temporality });
    backend.recordCounter('hits', 2);
    expect(await readCode(backend.flush())).toBe('export_failed');
    backend.recordCounter('hits', 3);
    expect(await readCode(backend.flush())).toBe('export_failed');
    expect(unexplained(backend.account())).toBe(0);
    await backend.flush();
    expect(receiver.value('hits')).toBe(5);
    expect(backend.account()).toEqual({ offered: 2, delivered: 2, pending: 0, dropped: {}, ambiguous: 0 });
    await backend.shutdown();
  });
}

test('the next export contains a cumulative one that was rejected with 400', async () => {
  receiver.respondWith({ status: 400 });
  const backend = backendWith();
  backend.recordCounter('hits', 2);
  expect(await readCode(backend.flush())).toBe('export_failed');
  expect(backend.account()).toMatchObject({ delivered: 0, pending: 1 });
  await backend.flush();
  expect(receiver.value('hits')).toBe(2);
  expect(backend.account()).toMatchObject({ delivered: 1, pending: 0 });
  await backend.shutdown();
});

test('a delta that is rejected with 400 is dropped and accounted for', async () => {
  receiver.respondWith({ status: 400 });
  const backend = backendWith({ temporality: 'delta' });
  backend.recordCounter('hits', 2);
  expect(await readCode(backend.flush())).toBe('export_failed');
  backend.recordCounter('hits', 3);
  await backend.flush();
  expect(receiver.value('hits')).toBe(3);
  expect(backend.account()).toEqual({ offered: 2, delivered: 1, pending: 0, dropped: { refused: 1 }, ambiguous: 0 });
  await backend.shutdown();
});

test('a delta without an answer is sent again unchanged and counted as ambiguous', async () => {
  receiver.hang();
  const backend = backendWith({ temporality: 'delta', timeout: 0.2 });
  backend.recordCounter('hits', 2);
  expect(await readCode(backend.flush(5))).toBe('export_failed');
  backend.recordCounter('hits', 3);
  await backend.flush(5);
  expect(receiver.exports[1]?.request).toEqual(receiver.exports[0]?.request);
  await backend.flush(5);
  expect(receiver.value('hits')).toBe(5);
  expect(backend.account()).toEqual({ offered: 2, delivered: 2, pending: 0, dropped: {}, ambiguous: 1 });
  await backend.shutdown();
});

test('a delta that was delivered after its connection was reset is ambiguous', async () => {
  receiver.reset();
  const backend = backendWith({ temporality: 'delta', timeout: 5 });
  backend.recordCounter('hits', 2);
  await backend.flush();
  expect(receiver.exports.map(({ outcome }) => outcome)).toEqual(['reset', 'accepted']);
  expect(backend.account()).toMatchObject({ delivered: 1, ambiguous: 1 });
  await backend.shutdown();
});

test('a delta that waits for an answer at shutdown is sent again unchanged', async () => {
  receiver.hang();
  const backend = backendWith({ temporality: 'delta', timeout: 0.3 });
  backend.recordCounter('hits', 2);
  expect(await readCode(backend.flush(0.1))).toBe('deadline_exceeded');
  await backend.shutdown(5);
  expect(receiver.exports[1]?.request).toEqual(receiver.exports[0]?.request);
  expect(backend.account()).toEqual({ offered: 1, delivered: 1, pending: 0, dropped: {}, ambiguous: 1 });
});

test('flush meets its deadline while the receiver hangs', async () => {
  receiver.hang(Infinity);
  const backend = backendWith({ timeout: 30 });
  backend.recordCounter('hits');
  const began = performance.now();
  expect(await readCode(backend.flush(0.2))).toBe('deadline_exceeded');
  expect(await readCode(backend.shutdown(0.2))).toBe('deadline_exceeded');
  expect(performance.now() - began).toBeLessThan(2000);
  expect(receiver.exports.length).toBe(1);
  expect(backend.account()).toEqual({ offered: 1, delivered: 0, pending: 0, dropped: { shutdown: 1 }, ambiguous: 0 });
});

test('a request to a receiver that hangs is aborted after the timeout', async () => {
  receiver.hang();
  const backend = backendWith({ timeout: 0.2 });
  backend.recordCounter('hits');
  expect(await readCode(backend.flush(5))).toBe('export_failed');
  await backend.flush();
  expect(receiver.value('hits')).toBe(1);
  await backend.shutdown();
});

test('a receiver whose Retry-After exceeds the time of an export gets no request before', async () => {
  const clock = new FakeClock();
  const backend = backendWith({ timeout: 5, clock, scheduler: clock });
  receiver.respondWith({ status: 429, headers: { 'retry-after': '30' } });
  backend.recordCounter('hits', 2);
  expect(await readCode(backend.flush(60))).toBe('export_failed');
  await clock.advance(29);
  await expect(backend.flush(60)).rejects.toThrow('the receiver asked for a pause, which lasts 1 s more');
  expect(receiver.exports.length).toBe(1);
  expect(backend.account()).toMatchObject({ delivered: 0, pending: 1 });
  await clock.advance(1);
  await backend.flush(60);
  expect(receiver.value('hits')).toBe(2);
  expect(diagnostics.codes()).toEqual(['export_failed', 'export_recovered']);
  await backend.shutdown(60);
});

test('a shorter Retry-After is met within the export', async () => {
  const clock = new FakeClock();
  const backend = backendWith({ timeout: 5, clock, scheduler: clock });
  receiver.respondWith({ status: 503, headers: { 'retry-after': '2' } });
  backend.recordCounter('hits', 2);
  const flushing = backend.flush(60);
  await receiver.waitForExports(1);
  await vi.waitUntil(() => clock.pending === 3);
  await clock.advance(1.9);
  expect(receiver.exports.length).toBe(1);
  await clock.advance(0.1);
  await flushing;
  expect(receiver.exports.map(({ outcome }) => outcome)).toEqual(['refused', 'accepted']);
  expect(diagnostics.codes()).toEqual([]);
  await backend.shutdown(60);
});

for (const protocol of ['http/protobuf', 'http/json'] as const) {
  test(`rejected points of an export over ${protocol} are counted, and reported once`, async () => {
    const backend = backendWith({ protocol });
    const fanOut = new MultiMetricsBackend([backend], { diagnostics, ownMetrics: true });
    receiver.partialSuccess(3, 'too old', 2);
    for (let round = 0; round < 3; round++) {
      fanOut.recordCounter('hits');
      await backend.flush();
    }
    expect(receiver.value('bot_metrics.rejected_points', { backend: 'otlp' })).toBe(6);
    expect(backend.account()).toMatchObject({ delivered: 3, pending: 0 });
    expect(diagnostics.codes()).toEqual(['points_rejected', 'points_accepted']);
    expect(diagnostics.events[0]?.message).toContain('rejected 3 points: "too old"');
    await backend.shutdown();
  });
}

test('a success whose body never ends is in doubt', async () => {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200, { 'content-length': 10 }).write('x'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const backend = backendWith({ endpoint: `http://127.0.0.1:${port}`, timeout: 0.2 });
  backend.recordCounter('hits');
  await expect(backend.flush(5)).rejects.toThrow(
    'the receiver answered 200, but its body broke off (x); check the receiver',
  );
  expect(backend.account()).toMatchObject({ delivered: 0, pending: 1 });
  await backend.shutdown(5).catch(() => {});
  server.close();
});

test('the report of a fan-out after its deadline counts undelivered records as dropped', async () => {
  receiver.hang(Infinity);
  const clock = new FakeClock();
  const backend = new MultiMetricsBackend([backendWith({ timeout: 60, scheduler: clock })], { scheduler: clock });
  await backend.start();
  backend.recordCounter('hits');
  const ending = backend.shutdown(5);
  await receiver.waitForExports(1);
  await clock.advance(5);
  const account = { offered: 1, delivered: 0, pending: 0, dropped: { shutdown: 1 }, ambiguous: 0 };
  expect(await ending).toMatchObject({ otlp: { ok: false, account } });
});
