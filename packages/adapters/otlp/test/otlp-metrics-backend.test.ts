import { inspect } from 'node:util';
import { BotMetricsError, Metrics } from '@bot-metrics/core';
import { CollectedDiagnostics, FakeClock, type OtlpReceiver, startOtlpReceiver } from '@bot-metrics/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
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
    asDouble: 3,
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
  expect(said).toContain('correct "headers.authorization"');
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

for (const protocol of ['http/protobuf', 'http/json'] as const) {
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
      metric.type === 'sum' ? [[metric.name, metric.aggregationTemporality, metric.dataPoints[0]?.asDouble]] : [],
    );
  });
  const [delta, cumulative] = [1, 2];
  expect(sent).toEqual([
    [
      ['observed', cumulative, 7],
      ['hits', delta, 2],
      ['active', cumulative, 3],
    ],
    [
      ['observed', cumulative, 7],
      ['hits', delta, 2],
      ['active', cumulative, 6],
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
