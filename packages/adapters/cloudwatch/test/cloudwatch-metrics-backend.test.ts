import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { BotMetricsError, Metrics, MultiMetricsBackend } from '@bot-metrics/core';
import {
  type CloudWatchReceiver,
  CollectedDiagnostics,
  FakeClock,
  startCloudWatchReceiver,
} from '@bot-metrics/testing';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { CloudWatchMetricsBackend } from '../src/cloudwatch-metrics-backend.ts';
import type { CloudWatchMetricsBackendOptions } from '../src/options.ts';
import { unexplained } from './balance.ts';
import { createClient } from './create-client.ts';

let receiver: CloudWatchReceiver;
let clock: FakeClock;
let diagnostics: CollectedDiagnostics;

beforeEach(async () => {
  receiver = await startCloudWatchReceiver();
  clock = new FakeClock();
  diagnostics = new CollectedDiagnostics();
  receiver.useClock(clock);
});
afterEach(() => {
  vi.unstubAllEnvs();
  return receiver.close();
});

function backendWith(options: CloudWatchMetricsBackendOptions = {}): CloudWatchMetricsBackend {
  const backend = new CloudWatchMetricsBackend({ client: createClient(receiver), clock, diagnostics, ...options });
  onTestFinished(() => backend.shutdown(1).catch(() => {}));
  return backend;
}

/** An internal client, which finds its credentials in the environment. */
function ownClient(options: CloudWatchMetricsBackendOptions = {}): CloudWatchMetricsBackend {
  vi.stubEnv('AWS_ACCESS_KEY_ID', receiver.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', receiver.credentials.secretAccessKey);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  const backend = new CloudWatchMetricsBackend({ endpoint: receiver.endpoint, clock, diagnostics, ...options });
  onTestFinished(() => backend.shutdown(1).catch(() => {}));
  return backend;
}

function readFailure(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'resolved',
    (error: unknown) => (error instanceof BotMetricsError ? `${error.code}: ${error.message}` : String(error)),
  );
}

function bodies(): unknown[] {
  return receiver.requests.map(({ body }): unknown => JSON.parse(body));
}

test('counters are sent as sums, gauges and up-down counters as last values, histograms as values that add up', async () => {
  const backend = backendWith();
  const metrics = new Metrics(backend);
  const posts = metrics.counter('posts.sent', { labels: ['kind'], unit: '{post}' });
  const render = metrics.histogram('render.duration', { unit: 's', buckets: [1, 2] });
  posts.add(3, { kind: 'photo' });
  metrics.gauge('queue.depth').set(-1.5);
  metrics.upDownCounter('active').add(-2);
  for (const seconds of [0.5, 1.5, 7]) render.record(seconds);
  await backend.flush();
  posts.add(2, { kind: 'photo' });
  render.record(1);
  await backend.flush();

  expect(receiver.sum('posts.sent', { kind: 'photo' })).toBe(5);
  expect(receiver.series('queue.depth')[0]?.last).toBe(-1.5);
  expect(receiver.series('active')[0]?.last).toBe(-2);
  expect(receiver.series('render.duration')[0]).toMatchObject({ count: 4, sum: 10, form: 'values', unit: 'Seconds' });
  expect(receiver.refusals).toEqual([]);
  expect(backend.account()).toMatchObject({ offered: 8, delivered: 8, pending: 0, ambiguous: 0 });
});

test('a request matches the golden file', async () => {
  const backend = backendWith({ namespace: 'shop/bot', resolution: 1 });
  const metrics = new Metrics(backend);
  metrics.counter('posts.sent', { labels: ['kind'], unit: '{post}' }).add(3, { kind: 'Жук' });
  metrics.gauge('queue.depth').set(-1.5);
  const render = metrics.histogram('render.duration', { unit: 's', buckets: [1, 2] });
  for (const seconds of [0.5, 0.75, 1.5, 7]) render.record(seconds);
  await backend.flush();

  await expect(`${JSON.stringify(bodies()[0], undefined, 2)}\n`).toMatchFileSnapshot('golden/put-metric-data.txt');
});

test('the next export can be shown, and is still sent', async () => {
  const backend = backendWith();
  backend.recordCounter('posts', 2);

  expect(JSON.parse(await backend.getMetricsOutput())).toMatchObject({
    MetricData: [{ MetricName: 'posts', Value: 2 }],
  });
  await backend.flush();
  expect(receiver.sum('posts')).toBe(2);
});

test('more than 1000 metrics are sent in several requests', async () => {
  const backend = backendWith();
  for (let i = 0; i < 1500; i++) backend.recordCounter('posts', 1, { channel: `${i}` });
  await backend.flush();

  expect(receiver.requests.map(({ data }) => data.length)).toEqual([1000, 500]);
  expect(receiver.series('posts')).toHaveLength(1500);
});

test('no request exceeds 1 MB, even before compression', async () => {
  const backend = backendWith();
  for (let i = 0; i < 1000; i++) {
    backend.recordCounter('posts', 1, { channel: `${i}`, text: 'x'.repeat(1000), more: 'y'.repeat(1000) });
  }
  await backend.flush();

  expect(receiver.refusals).toEqual([]);
  expect(receiver.requests.length).toBeGreaterThan(2);
  for (const { body } of receiver.requests) expect(body.length).toBeLessThanOrEqual(1_000_000);
  for (const { wireBytes } of receiver.requests) expect(wireBytes).toBeLessThan(100_000);
  expect(receiver.series('posts')).toHaveLength(1000);
});

test('a histogram of 400 buckets has at most 150 values', async () => {
  const backend = backendWith();
  const bounds = Array.from({ length: 400 }, (_, i) => i + 1);
  const sizes = new Metrics(backend).histogram('sizes', { buckets: bounds });
  for (const bound of bounds) sizes.record(bound);
  await backend.flush();

  expect(receiver.refusals).toEqual([]);
  expect(receiver.series('sizes')[0]).toMatchObject({ count: 400, sum: 80_200, form: 'values' });
});

test('equal observations whose sum differs from every product are sent as a statistic set with the exact sum', async () => {
  const backend = backendWith();
  const sizes = new Metrics(backend).histogram('sizes');
  for (let i = 0; i < 10; i++) sizes.record(0.1);
  await backend.flush();

  expect(receiver.series('sizes')[0]).toMatchObject({
    form: 'statistics',
    count: 10,
    sum: 0.9999999999999999,
    min: 0.1,
    max: 0.1,
  });
});

test('a series that CloudWatch would reject is dropped and reported once; the others arrive', async () => {
  const backend = backendWith();
  const metrics = new Metrics(backend);
  const names = Array.from({ length: 31 }, (_, i) => `l${i}`);
  const wide = metrics.counter('wide', { labels: names });
  wide.add(1, Object.fromEntries(names.map((name) => [name, 'x'])));
  wide.add(5, { l0: 'x' });
  metrics.counter('huge').add(2 ** 400);
  metrics.counter('fine').add(1);
  await backend.flush();
  await backend.flush();

  expect(receiver.names()).toEqual(['fine', 'wide']);
  expect(receiver.sum('wide', { l0: 'x' })).toBe(5);
  expect(backend.account()).toMatchObject({ offered: 4, delivered: 2, dropped: { refused: 2 } });
  expect(diagnostics.events.map(({ message }) => message)).toEqual([
    'backend "cloudwatch": dropped a series of metric "wide", which has 31 labels, more than the 30 dimensions of CloudWatch; remove some labels',
    'backend "cloudwatch": dropped a series of metric "huge", which has a value beyond 2^360, the limit of CloudWatch; record smaller values',
  ]);
});

test('series are merged over labels that are not dimensions, with exact totals', async () => {
  const backend = backendWith({
    dimensions: [
      { metric: '*', labels: [], merge: 'max' },
      { metric: 'http.*', labels: ['status'] },
    ],
  });
  const fanOut = new MultiMetricsBackend([backend], { clock, diagnostics });
  const metrics = new Metrics(fanOut);
  const requests = metrics.counter('http.requests', { labels: ['route', 'status'] });
  const seconds = metrics.histogram('seconds', { labels: ['route'], buckets: [1, 2] });
  const depth = metrics.gauge('depth', { labels: ['queue'] });
  for (let i = 0; i < 50; i++) requests.add(1, { route: `/${i}`, status: i % 2 === 0 ? '200' : '500' });
  for (let i = 0; i < 8; i++) seconds.record(i / 4, { route: `/${i}` });
  depth.set(3, { queue: 'a' });
  depth.set(7, { queue: 'b' });
  await fanOut.flush();

  expect(receiver.sum('http.requests', { status: '200' })).toBe(25);
  expect(receiver.sum('http.requests', { status: '500' })).toBe(25);
  expect(receiver.series('seconds')).toMatchObject([{ dimensions: {}, count: 8, sum: 7 }]);
  expect(receiver.series('depth')).toMatchObject([{ dimensions: {}, last: 7 }]);
  expect(fanOut.accounts().cloudwatch).toMatchObject({ offered: 60, delivered: 60, pending: 0 });
});

test('a gauge that loses a label needs `merge`; otherwise its definition is rejected', () => {
  const backend = backendWith({ dimensions: [{ metric: '*', labels: [] }] });
  const define = () => new Metrics(backend).gauge('depth', { labels: ['queue'] });

  expect(define).toThrow('a gauge has no natural total, so set merge to "sum", "max", "min" or "last"');
});

test('a request in doubt is sent again unchanged, before newer records', async () => {
  const backend = backendWith();
  backend.recordCounter('posts', 2);
  receiver.reset();
  expect(await readFailure(backend.flush())).toContain('export_failed');
  backend.recordCounter('posts', 5);
  await clock.advance(60);
  await backend.flush();

  const [first, second, third] = receiver.requests;
  expect(second?.body).toBe(first?.body);
  expect(third?.body).not.toBe(first?.body);
  expect(receiver.sum('posts')).toBe(7);
  expect(backend.account()).toMatchObject({ offered: 2, delivered: 2, ambiguous: 1 });
});

test('a request without an answer is aborted after its timeout, and sent again', async () => {
  const backend = backendWith({ scheduler: clock, timeout: 3 });
  backend.recordCounter('posts', 2);
  receiver.hang();
  const flushed = readFailure(backend.flush(100));
  await receiver.waitForRequests(1);
  await clock.advance(3);

  expect(await flushed).toContain('no complete answer within 3 s; check the network, or raise "timeout"');
  await backend.flush(100);
  expect(receiver.sum('posts')).toBe(2);
  expect(backend.account()).toMatchObject({ delivered: 1, ambiguous: 1 });
});

test('totals are exact although every third request is throttled', async () => {
  const throttling = await startCloudWatchReceiver({ throttleEvery: 3 });
  onTestFinished(() => throttling.close());
  throttling.useClock(clock);
  const backend = backendWith({ client: createClient(throttling) });
  for (let i = 0; i < 20; i++) {
    backend.recordCounter('posts', 1);
    await backend.flush().catch(() => {});
  }
  await backend.flush().catch(() => backend.flush());

  expect(throttling.sum('posts')).toBe(20);
  expect(backend.account()).toMatchObject({ offered: 20, delivered: 20, ambiguous: 0 });
  expect(new Set(diagnostics.codes())).toEqual(new Set(['export_failed', 'export_recovered']));
});

test('records are ambiguous if the client of the application retried', async () => {
  const { endpoint, credentials } = receiver;
  const client = new CloudWatchClient({ region: 'eu-west-1', endpoint, credentials, maxAttempts: 3 });
  const backend = backendWith({ client });
  backend.recordCounter('posts', 2);
  receiver.resetAfterStoring();
  await backend.flush();

  expect(receiver.sum('posts')).toBe(4);
  expect(backend.account()).toMatchObject({ delivered: 1, ambiguous: 1 });
  client.destroy();
});

test('an internal client sends each request once, signed with the credentials that the SDK finds', async () => {
  const backend = ownClient();
  backend.recordCounter('posts', 2);
  receiver.respondWith({ status: 503 });
  expect(await readFailure(backend.flush())).toContain('CloudWatch answered 503 ServiceUnavailable');
  expect(receiver.requests).toHaveLength(1);
  await backend.flush();

  expect(receiver.sum('posts')).toBe(2);
  expect(backend.account()).toMatchObject({ delivered: 1, ambiguous: 0 });
});

test('wrong credentials are reported with a remedy, and never shown', async () => {
  const backend = ownClient();
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'hunter2hunter2');
  backend.recordCounter('posts', 2);
  const failure = await readFailure(backend.flush());

  expect(failure).toContain('CloudWatch answered 403 SignatureDoesNotMatch');
  expect(failure).toContain('AWS_SECRET_ACCESS_KEY, and grant them cloudwatch:PutMetricData');
  const everything = [
    failure,
    await backend.getMetricsOutput(),
    inspect(backend),
    inspect(backend.exportStatus),
    inspect(diagnostics.events),
  ];
  for (const text of everything) expect(text).not.toContain('hunter2');
  expect(backend.account()).toMatchObject({ dropped: { refused: 1 } });
});

test('without credentials nothing is sent, and records stay pending', async () => {
  const backend = ownClient();
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere/credentials');
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere/config');
  backend.recordCounter('posts', 2);

  expect(await readFailure(backend.flush())).toContain('give the process credentials');
  expect(receiver.requests).toEqual([]);
  expect(backend.account()).toMatchObject({ pending: 1, dropped: {}, ambiguous: 0 });
});

test('an answer other than JSON, as from a gateway, does not stop the backend', async () => {
  const gateway = createServer((_, response) => response.writeHead(502).end('<html>Bad Gateway</html>'));
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void gateway.close());
  const endpoint = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  const backend = ownClient({ endpoint });
  backend.recordCounter('posts', 2);

  expect(await readFailure(backend.flush())).toContain('CloudWatch answered 502');
  expect(unexplained(backend.account())).toBe(0);
  expect(backend.account()).toMatchObject({ pending: 1 });
});

test('an export without a record does not end the outage', async () => {
  const backend = backendWith();
  backend.recordCounter('posts', 1);
  receiver.respondWith({ status: 400 });
  expect(await readFailure(backend.flush())).toContain('CloudWatch answered 400 InvalidParameterValue');
  await backend.flush();
  expect(diagnostics.codes()).toEqual(['export_failed']);
  backend.recordCounter('posts', 1);
  await backend.flush();
  expect(diagnostics.codes()).toEqual(['export_failed', 'export_recovered']);
});
