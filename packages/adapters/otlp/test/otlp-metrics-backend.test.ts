import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { BotMetricsError, Metrics, MultiMetricsBackend } from '@bot-metrics/core';
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

for (const protocol of ['http/protobuf', 'http/json'] as const) {
  test(`delivers exact totals over ${protocol}`, async () => {
    const backend = backendWith({ protocol, resource: { 'service.name': 'bot' }, timeout: 10 });
    const metrics = new Metrics(backend);
    metrics.counter('posts.sent', { labels: ['kind'] }).add(3, { kind: 'photo' });
    metrics.gauge('queue.depth').set(-1.5);
    metrics.upDownCounter('active').add(-2);
    const render = metrics.histogram('render.duration', { unit: 's', buckets: [1, 2] });
    for (const seconds of [0.5, 1.5, 7]) render.record(seconds);
    await backend.flush();
    metrics.counter('posts.sent', { labels: ['kind'] }).add(2, { kind: 'photo' });
    await backend.flush();

    expect(receiver.value('posts.sent', { kind: 'photo' })).toBe(5);
    expect(receiver.value('queue.depth')).toBe(-1.5);
    expect(receiver.value('active')).toBe(-2);
    expect(receiver.value('render.duration')).toMatchObject({ count: 3, sum: 9, bucketCounts: [1, 1, 1] });
    const [first] = receiver.exports;
    expect(first?.headers['content-encoding']).toBe('gzip');
    expect(first?.contentType).toBe(protocol === 'http/json' ? 'application/json' : 'application/x-protobuf');
    expect(first?.request.resourceMetrics[0]?.resource.attributes).toEqual({ 'service.name': 'bot' });
    expect(backend.account()).toEqual({ offered: 7, delivered: 7, pending: 0, dropped: {}, ambiguous: 0 });
    expect(receiver.malformed).toEqual([]);
    await backend.shutdown();
  });
}

test('sends without compression and with the configured headers', async () => {
  const backend = backendWith({ compression: 'none', headers: { authorization: 'Basic c2VjcmV0' } });
  backend.recordCounter('hits');
  await backend.flush();
  expect(receiver.exports[0]?.headers).toMatchObject({ authorization: 'Basic c2VjcmV0' });
  expect(receiver.exports[0]?.headers['content-encoding']).toBeUndefined();
  await backend.shutdown();
});

test('sends nothing if nothing was recorded', async () => {
  const backend = backendWith();
  await backend.flush();
  await backend.shutdown();
  expect(receiver.exports).toEqual([]);
});

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

test('exports at its interval, and never two at a time', async () => {
  receiver.hang();
  const scheduler = new FakeClock();
  const backend = backendWith({ interval: 10, timeout: 1000, scheduler });
  await backend.start();
  backend.recordCounter('hits');
  await scheduler.advance(10);
  await receiver.waitForExports(1);
  await scheduler.advance(100);
  expect(receiver.exports.length).toBe(1);
  await scheduler.advance(1000);
  await receiver.waitForExports(2);
  await backend.flush();
  expect(receiver.value('hits')).toBe(1);
  expect(unexplained(backend.account())).toBe(0);
  await backend.shutdown();
});

test('shutdown delivers pending records, stops the interval and rejects further calls', async () => {
  const scheduler = new FakeClock();
  const backend = backendWith({ scheduler });
  await backend.start();
  backend.recordCounter('hits', 4);
  await backend.shutdown();
  await backend.shutdown();
  expect(receiver.value('hits')).toBe(4);
  expect(scheduler.pending).toBe(0);
  backend.recordCounter('hits');
  expect(await readCode(backend.flush())).toBe('closed');
  expect(await readCode(backend.start())).toBe('closed');
  expect(backend.account()).toEqual({ offered: 2, delivered: 1, pending: 0, dropped: { shutdown: 1 }, ambiguous: 0 });
});

test('shows the next export as OTLP JSON, and leaves it pending', async () => {
  const backend = backendWith({ resource: { 'service.name': 'bot', replicas: 2 } });
  const metrics = new Metrics(backend);
  metrics.counter('hits', { labels: ['kind'], unit: '{hit}' }).add(3, { kind: 'a' });
  metrics.histogram('render', { buckets: [1] }).record(0.5);
  const [resourceMetrics] = JSON.parse(await backend.getMetricsOutput()).resourceMetrics;
  expect(resourceMetrics.resource.attributes).toEqual([
    { key: 'service.name', value: { stringValue: 'bot' } },
    { key: 'replicas', value: { intValue: '2' } },
  ]);
  const [hits, render] = resourceMetrics.scopeMetrics[0].metrics;
  expect(hits).toMatchObject({ name: 'hits', unit: '{hit}', sum: { aggregationTemporality: 2, isMonotonic: true } });
  expect(hits.sum.dataPoints[0]).toMatchObject({
    asInt: '3',
    attributes: [{ key: 'kind', value: { stringValue: 'a' } }],
  });
  expect(render.histogram.dataPoints[0]).toMatchObject({
    count: '1',
    sum: 0.5,
    bucketCounts: ['1', '0'],
    explicitBounds: [1],
  });
  expect(backend.getContentType()).toBe('application/json');
  expect(backend.account().pending).toBe(2);
});

test('a receiver accepts the JSON that is shown', async () => {
  const backend = backendWith();
  const metrics = new Metrics(backend);
  metrics.histogram('render', { buckets: [1] }).record(0.5);
  const drift = metrics.histogram('drift', { buckets: 'exponential' });
  for (const seconds of [0, 4, 4, -1]) drift.record(seconds);
  backend.setGauge('depth', 2.5);
  const response = await fetch(`${receiver.endpoint}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: await backend.getMetricsOutput(),
  });
  expect(response.status).toBe(200);
  expect(receiver.value('render')).toMatchObject({ count: 1, sum: 0.5 });
  expect(receiver.value('drift')).toEqual({
    count: 4,
    sum: 7,
    scale: 20,
    zeroCount: 1,
    positive: { offset: 2 ** 21 - 1, bucketCounts: [2] },
    negative: { offset: -1, bucketCounts: [1] },
  });
  expect(receiver.value('depth')).toBe(2.5);
});

test('header values appear in no message and in no inspection', async () => {
  receiver.respondWith({ status: 401, body: 'bad credentials: hunter2' });
  const backend = backendWith({ headers: { authorization: 'hunter2' } });
  backend.recordCounter('hits');
  const error: unknown = await backend.flush().catch((reason: unknown) => reason);
  const said = inspect([error, backend, diagnostics.events], { depth: 20, showHidden: true });
  expect(said).toContain('correct the credentials in "headers"');
  expect(said).not.toContain('hunter2');
  await backend.shutdown();
});

test('headers from the environment, which may be for another receiver, are not sent', async () => {
  process.env.OTEL_EXPORTER_OTLP_HEADERS = 'authorization=secret-of-another';
  try {
    const backend = backendWith({ headers: { 'x-own': 'yes' } });
    backend.recordCounter('hits');
    await backend.shutdown(5);
  } finally {
    delete process.env.OTEL_EXPORTER_OTLP_HEADERS;
  }
  const headers = receiver.exports[0]?.headers;
  expect([headers?.['x-own'], headers?.authorization]).toEqual(['yes', undefined]);
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

  test(`many series are sent in many requests over ${protocol}, one after another`, async () => {
    const backend = backendWith({ protocol, timeout: 20 });
    const counter = new Metrics(backend, { limit: 20_000 }).counter('hits', { labels: ['i'] });
    for (let i = 0; i < 15_000; i++) counter.add(1, { i });
    await backend.flush(20);
    expect(receiver.exports.length).toBe(protocol === 'http/json' ? 15 : 2);
    expect(receiver.series('hits').length).toBe(15_000);
    expect(backend.account()).toMatchObject({ offered: 15_000, delivered: 15_000, pending: 0 });
    await backend.shutdown();
  });
}

test('an answer with a status is complete, even if its body never ends', async () => {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200, { 'content-length': 10 }).write('x'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const backend = backendWith({ endpoint: `http://127.0.0.1:${port}`, timeout: 0.2 });
  backend.recordCounter('hits');
  await backend.flush(5);
  expect(backend.account()).toMatchObject({ delivered: 1 });
  await backend.shutdown(5);
  server.close();
});

test('low memory temporality sends changes of recorded metrics and totals of observable ones', async () => {
  const backend = backendWith({ temporality: 'lowmemory' });
  const metrics = new Metrics(backend);
  metrics.observableCounter('observed', {}, (observe) => observe(7));
  for (let round = 0; round < 2; round++) {
    metrics.counter('hits').add(2);
    metrics.upDownCounter('active').add(3);
    metrics.histogram('sizes', { buckets: [1] }).record(1);
    await backend.flush();
  }
  const sent = receiver.exports.map(({ request }) => {
    const metrics = request.resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? [];
    return metrics.flatMap((metric) =>
      metric.type === 'sum' ? [[metric.name, metric.aggregationTemporality, metric.dataPoints[0]?.asInt]] : [],
    );
  });
  const [delta, cumulative] = [1, 2];
  expect(sent).toEqual([
    [
      ['observed', cumulative, 7n],
      ['hits', delta, 2n],
      ['active', cumulative, 3n],
    ],
    [
      ['observed', cumulative, 7n],
      ['hits', delta, 2n],
      ['active', cumulative, 6n],
    ],
  ]);
  expect(receiver.value('observed')).toBe(7);
  expect(receiver.value('hits')).toBe(4);
  expect(receiver.value('sizes')).toMatchObject({ count: 2 });
  expect(unexplained(backend.account())).toBe(0);
  await backend.shutdown();
});

test('histograms without named buckets are exponential if the backend asks for it', async () => {
  const backend = backendWith({ histograms: 'exponential' });
  const metrics = new Metrics(backend);
  metrics.histogram('explicit', { buckets: [1, 2] }).record(1);
  metrics.histogram('open').record(1);
  await backend.flush();
  const types = ['explicit', 'open'].map((name) => receiver.series(name)[0]?.type);
  expect(types).toEqual(['histogram', 'exponentialHistogram']);
  await backend.shutdown();
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
