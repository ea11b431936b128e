import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { gunzipSync, inflateSync } from 'node:zlib';
import { BotMetricsError, Metrics, MultiMetricsBackend } from '@bot-metrics/core';
import { CollectedDiagnostics, type DatadogIntake, FakeClock, startDatadogIntake } from '@bot-metrics/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DatadogMetricsBackend } from '../src/datadog-metrics-backend.ts';
import type { DatadogMetricsBackendOptions } from '../src/options.ts';
import { unexplained } from './balance.ts';

let intake: DatadogIntake;
let clock: FakeClock;
let diagnostics: CollectedDiagnostics;

beforeEach(async () => {
  intake = await startDatadogIntake();
  clock = new FakeClock();
  diagnostics = new CollectedDiagnostics();
  intake.useClock(clock);
});
afterEach(() => intake.close());

function backendWith(options: DatadogMetricsBackendOptions = {}): DatadogMetricsBackend {
  const { endpoint, apiKey } = intake;
  return new DatadogMetricsBackend({ endpoint, apiKey, host: '', clock, diagnostics, ...options });
}

function readCode(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'resolved',
    (error: unknown) => (error instanceof BotMetricsError ? error.code : String(error)),
  );
}

/** Of everything but histograms. */
function sentSeries(): unknown[] {
  return intake.requests
    .filter(({ kind }) => kind === 'series')
    .map(({ body }): unknown => JSON.parse(gunzipSync(body).toString()));
}

test('delivers exact totals, and no two points of a series in one second', async () => {
  const backend = backendWith();
  const metrics = new Metrics(backend);
  const posts = metrics.counter('posts.sent', { labels: ['kind'] });
  const render = metrics.histogram('render.duration', { unit: 's', buckets: [1, 2] });
  posts.add(3, { kind: 'photo' });
  metrics.gauge('queue.depth').set(-1.5);
  metrics.upDownCounter('active').add(-2);
  for (const seconds of [0.5, 1.5, 7]) render.record(seconds);
  await backend.flush();
  posts.add(2, { kind: 'photo' });
  render.record(1);
  await backend.flush();

  expect(intake.value('posts.sent', ['kind:photo'])).toBe(5);
  expect(intake.value('queue.depth')).toBe(-1.5);
  expect(intake.value('active')).toBe(-2);
  expect(intake.value('render.duration')).toEqual({ count: 4, sum: 10 });
  expect(intake.series('posts.sent')[0]?.points.map(({ timestamp }) => timestamp)).toEqual([
    1_700_000_000, 1_700_000_001,
  ]);
  expect(backend.account()).toEqual({ offered: 8, delivered: 8, pending: 0, dropped: {}, ambiguous: 0 });
  expect(intake.refusals).toEqual([]);
  await backend.shutdown();
});

test('series have the form that Datadog documents', async () => {
  const backend = backendWith({ host: 'bot-1', tags: ['team:shop'], service: 'shop', version: '1.2.3', interval: 30 });
  const metrics = new Metrics(backend);
  metrics
    .counter('sent', { unit: 'By', labels: ['http.route', 'team'] })
    .add(1500, { 'http.route': '/a b', team: 'ops' });
  metrics.gauge('cache-hits', { labels: ['host'] }).set(0.5, { host: 'other' });
  metrics.upDownCounter('active').add(3);
  await backend.flush();
  const [sent] = sentSeries();
  await expect(`${JSON.stringify(sent, undefined, 2)}\n`).toMatchFileSnapshot('golden/series.txt');
  await backend.shutdown();
});

test('a histogram is sent as a distribution in the form of the Agent', async () => {
  const backend = backendWith({ host: 'bot-1', env: 'test' });
  const sizes = new Metrics(backend).histogram('sizes', { labels: ['kind'] });
  for (const size of [-1, 0, 1, 1, 100]) sizes.record(size, { kind: 'photo' });
  await backend.flush();
  expect(intake.series('sizes')).toEqual([
    {
      name: 'sizes',
      host: 'bot-1',
      tags: ['env:test', 'kind:photo'],
      type: 'distribution',
      points: [
        {
          timestamp: 1_700_000_000,
          count: 5,
          sum: 101,
          min: -1,
          max: 100,
          bins: [
            // A bucket of this range is 4 % wide, a bin 1.6 %, and a power of two at the upper end of its bucket.
            { key: -1337, count: 1 },
            { key: 0, count: 1 },
            { key: 1336, count: 1 },
            { key: 1337, count: 1 },
            { key: 1635, count: 1 },
          ],
        },
      ],
    },
  ]);
  // Field 2 of a sketch, the host, follows the name.
  const [request] = intake.requests;
  expect(inflateSync(request?.body ?? '').toString('latin1')).toContain('sizes\x12\x05bot-1');
  await backend.shutdown();
});

test('its output shows what an export would send, and sends nothing', async () => {
  const backend = backendWith();
  backend.recordCounter('hits', 2);
  backend.recordHistogram('sizes', 3);
  expect(JSON.parse(await backend.getMetricsOutput())).toMatchObject({
    series: [{ metric: 'hits', type: 1, interval: 10, points: [{ value: 2 }] }],
    distributions: [{ name: 'sizes', count: 1, sum: 3 }],
  });
  expect(backend.getContentType()).toBe('application/json');
  expect(intake.requests).toEqual([]);
  expect(backend.account().pending).toBe(2);
});

test('a wrong key drops the batch and keeps the rest, and is never shown', async () => {
  const apiKey = 'fedcba9876543210fedcba9876543210';
  intake.changeKey('another');
  const backend = backendWith({ apiKey });
  backend.recordCounter('hits', 2);
  backend.recordHistogram('sizes', 3);
  expect(await readCode(backend.flush())).toBe('export_failed');
  expect(backend.account()).toMatchObject({ pending: 1, dropped: { refused: 1 } });
  intake.changeKey(apiKey);
  await backend.flush();

  expect(intake.value('sizes')).toEqual({ count: 1, sum: 3 });
  expect(diagnostics.codes()).toEqual(['export_failed', 'export_recovered']);
  expect(diagnostics.events[0]?.message).toMatch(/answered 403 \(.*Forbidden.*\); correct "apiKey".*batch is dropped/);
  const shown = JSON.stringify([diagnostics.events, backend.exportStatus, await backend.getMetricsOutput()]);
  expect(shown + inspect(backend, { depth: 10, showHidden: true })).not.toContain(apiKey);
  await backend.shutdown();
});

test('the explanation of the receiver is reported without the key', async () => {
  const backend = backendWith();
  intake.respondWith({ status: 400, body: `{"errors":["key ${intake.apiKey} is\n odd"]}` });
  backend.recordCounter('hits');
  expect(await readCode(backend.flush())).toBe('export_failed');
  expect(diagnostics.events[0]?.message).toContain('{"errors":["key *** is odd"]}');
  await backend.shutdown();
});

test('a redirect is not followed, so that no other host receives the key', async () => {
  const asked: string[] = [];
  const other = createServer((request, response) => {
    asked.push(String(request.headers['dd-api-key']));
    response.end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
  intake.respondWith({ status: 307, headers: { location } });
  const backend = backendWith();
  backend.recordCounter('hits');
  expect(await readCode(backend.flush())).toBe('export_failed');
  expect(asked).toEqual([]);
  expect(backend.account()).toMatchObject({ dropped: { refused: 1 } });
  await backend.shutdown();
  other.close();
});

test('after 429 nothing is sent until the rate limit is reset, and then everything', async () => {
  intake.limitRate(20);
  const backend = backendWith();
  backend.recordCounter('hits', 2);
  expect(await readCode(backend.flush())).toBe('export_failed');
  backend.recordCounter('hits', 3);
  await clock.advance(19);
  await expect(backend.flush()).rejects.toThrow(/asked for a pause, which lasts 1 s more/);
  expect(intake.requests).toHaveLength(1);
  await clock.advance(1);
  await backend.flush();
  expect(intake.value('hits')).toBe(5);
  expect(backend.account()).toEqual({ offered: 2, delivered: 2, pending: 0, dropped: {}, ambiguous: 0 });
  await backend.shutdown();
});

test('a request whose connection was reset is sent again unchanged, and stored once', async () => {
  intake.resetAfterStoring();
  const backend = backendWith();
  backend.recordCounter('hits', 2);
  expect(await readCode(backend.flush())).toBe('export_failed');
  backend.recordCounter('hits', 3);
  await clock.advance(10);
  await backend.flush();
  expect(intake.value('hits')).toBe(5);
  const [first, second] = intake.requests;
  expect(second?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
  expect(backend.account()).toEqual({ offered: 2, delivered: 2, pending: 0, dropped: {}, ambiguous: 1 });
  await backend.shutdown();
});

test('a batch in doubt is dropped after an hour, because Datadog rejects points that old', async () => {
  intake.reset(Infinity);
  const backend = backendWith();
  backend.recordCounter('hits', 2);
  expect(await readCode(backend.flush())).toBe('export_failed');
  await clock.advance(3601);
  backend.recordCounter('hits', 3);
  await expect(backend.flush()).rejects.toThrow(/in doubt for an hour/);
  intake.recover();
  await backend.flush();
  expect(intake.value('hits')).toBe(3);
  expect(backend.account()).toEqual({ offered: 2, delivered: 1, pending: 0, dropped: { refused: 1 }, ambiguous: 0 });
  await backend.shutdown();
});

test('an outage of hours loses nothing: the first export after it contains all records', async () => {
  await intake.down();
  const backend = backendWith();
  for (let hour = 0; hour < 3; hour++) {
    backend.recordCounter('hits', 1);
    expect(await readCode(backend.flush())).toBe('export_failed');
    await clock.advance(3600);
  }
  await intake.up();
  await backend.flush();
  expect(intake.value('hits')).toBe(3);
  await backend.shutdown();
});

test('a request that hangs is aborted after the timeout, whatever the deadline', async () => {
  intake.hang();
  const backend = backendWith({ timeout: 0.2 });
  backend.recordCounter('hits', 2);
  await expect(backend.flush(5)).rejects.toThrow(/no complete answer within 0.2 s.*raise "timeout"/);
  await backend.flush();
  expect(intake.value('hits')).toBe(2);
  await backend.shutdown();
});

test('shutdown aborts a request that hangs, and counts its records as dropped', async () => {
  intake.hang(Infinity);
  const backend = backendWith();
  backend.recordCounter('hits', 2);
  expect(await readCode(backend.shutdown(0.2))).toBe('deadline_exceeded');
  expect(backend.account()).toMatchObject({ pending: 0, dropped: { shutdown: 1 } });
});

test('many series are sent in several requests, each within the limits', async () => {
  const backend = backendWith();
  const metrics = new Metrics(backend);
  const hits = metrics.counter('hits', { labels: ['id'], limit: 20_000 });
  const sizes = metrics.histogram('sizes', { labels: ['id'], limit: 20_000 });
  for (let i = 0; i < 20_000; i++) hits.add(1, { id: `${i} ${'x'.repeat(i % 100)}` });
  for (let i = 0; i < 2_000; i++) sizes.record(i, { id: `${i}` });
  await backend.flush();
  expect(intake.requests.length).toBeGreaterThan(4);
  expect(intake.refusals).toEqual([]);
  expect(intake.series('hits')).toHaveLength(20_000);
  expect(intake.series('sizes')).toHaveLength(2_000);
  expect(unexplained(backend.account())).toBe(0);
  await backend.shutdown();
});

test('after 413 a batch is sent in halves', async () => {
  intake.respondWith({ status: 413 });
  const backend = backendWith();
  const hits = new Metrics(backend).counter('hits', { labels: ['id'] });
  for (let i = 0; i < 100; i++) hits.add(1, { id: `${i}` });
  await backend.flush();
  expect(intake.requests.map(({ outcome }) => outcome)).toEqual(['refused', 'accepted', 'accepted']);
  expect(intake.series('hits')).toHaveLength(100);
  await backend.shutdown();
});

test('a series that exceeds the limit of a request is dropped, and reported once', async () => {
  const backend = backendWith();
  const metrics = new Metrics(backend);
  // 700 kB of incompressible text.
  const labels = Array.from({ length: 7000 }, (_, i) => `label_${i}`);
  const values = Object.fromEntries(
    labels.map((label) => [label, createHash('sha512').update(label).digest('hex') + label]),
  );
  const large = metrics.gauge('large', { labels });
  for (let round = 0; round < 2; round++) {
    large.set(1, values);
    metrics.counter('hits').add(1);
    await backend.flush();
  }
  expect(intake.value('hits')).toBe(2);
  expect(intake.series('large')).toEqual([]);
  expect(backend.account()).toMatchObject({ pending: 0, dropped: { oversize: 2 } });
  expect(diagnostics.codes()).toEqual(['oversize']);
  expect(diagnostics.events[0]?.message).toContain(
    'dropped a series of metric "large", which exceeds the size limit of a request',
  );
  await backend.shutdown();
});

test('a metric whose name at Datadog is taken is rejected when it is defined', () => {
  const metrics = new Metrics(new MultiMetricsBackend([backendWith()], { diagnostics }));
  metrics.gauge('queue_depth');
  expect(() => metrics.gauge('queue-depth')).toThrow(
    'metric "queue-depth" would have the name "queue_depth" at Datadog, as "queue_depth" does; choose another name',
  );
});
