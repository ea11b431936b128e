import { BotMetricsError, Metrics } from '@bot-metrics/core';
import {
  CollectedDiagnostics,
  FakeClock,
  type GrafanaCloudGateway,
  startGrafanaCloudGateway,
} from '@bot-metrics/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OtlpMetricsBackendOptions } from '../src/options.ts';
import { OtlpMetricsBackend } from '../src/otlp-metrics-backend.ts';
import { unexplained } from './balance.ts';
import { problems } from './problems.ts';

let gateway: GrafanaCloudGateway;
let diagnostics: CollectedDiagnostics;

beforeEach(async () => {
  gateway = await startGrafanaCloudGateway({ token: 'glc_hunter2' });
  diagnostics = new CollectedDiagnostics();
});
afterEach(() => gateway.close());

/** Configured as by a user, except for the address. A timeout below a second leaves no time for a retry. */
function backendWith(options: OtlpMetricsBackendOptions): OtlpMetricsBackend {
  const cloud = { preset: 'grafana-cloud', endpoint: gateway.endpoint, instanceId: '123456', token: 'glc_hunter2' };
  return new OtlpMetricsBackend({ ...cloud, timeout: 0.5, diagnostics, ...options } as OtlpMetricsBackendOptions);
}

/** The expected result of one flush with one record. */
interface Row {
  readonly title: string;
  readonly options?: OtlpMetricsBackendOptions;
  readonly faults?: (gateway: GrafanaCloudGateway) => void;
  /** The status of each request. */
  readonly answers: readonly number[];
  /** Minimum duration in seconds. */
  readonly waits?: number;
  /** Part of the diagnostic and of the error of `flush()`; absent if the record is delivered. */
  readonly message?: string;
}

const authorization = `Basic ${Buffer.from('123456:glc_hunter2').toString('base64')}`;
const credentials = 'correct "instanceId" or "token"';

const rows: readonly Row[] = [
  { title: 'accepts protobuf with gzip', answers: [200] },
  { title: 'accepts protobuf without compression', options: { compression: 'none' }, answers: [200] },
  { title: 'accepts a token whose base64 ends in "="', options: { headers: { authorization } }, answers: [200] },
  {
    title: 'answers a wrong token with 401, which is not retried',
    options: { token: 'old' },
    answers: [401],
    message: credentials,
  },
  {
    title: 'answers the number of another stack with 401',
    options: { instanceId: '7' },
    answers: [401],
    message: credentials,
  },
  {
    title: '403 is not retried',
    faults: (gateway) => gateway.respondWith({ status: 403 }),
    answers: [403],
    message: credentials,
  },
  {
    title: 'answers an unknown content type with 415, which is not retried',
    faults: (gateway) => gateway.respondWith({ status: 415 }),
    answers: [415],
    message: 'choose another "protocol", or compression "none"',
  },
  {
    title: '400 is not retried',
    faults: (gateway) => gateway.respondWith({ status: 400 }),
    answers: [400],
    message: 'check the log of the receiver',
  },
  {
    title: '500 is not retried',
    faults: (gateway) => gateway.respondWith({ status: 500 }),
    answers: [500],
    message: 'no action needed: delivery is retried automatically',
  },
  {
    title: '429 is retried within the timeout',
    options: { timeout: 10 },
    faults: (gateway) => gateway.limitRate(),
    answers: [429, 200],
  },
  {
    title: '429 with Retry-After: 2 is retried after 2 s',
    options: { timeout: 10 },
    faults: (gateway) => gateway.limitRate(2),
    answers: [429, 200],
    waits: 2,
  },
  {
    title: '503 is retried within the timeout',
    options: { timeout: 10 },
    faults: (gateway) => gateway.respondWith({ status: 503 }),
    answers: [503, 200],
  },
  {
    title: '503 until the timeout is an error, unlike in OpenTelemetry, whose flush resolves',
    faults: (gateway) => gateway.respondWith({ status: 503, times: Infinity }),
    answers: [503],
    message: 'no action needed: delivery is retried automatically',
  },
  { title: 'waits for a slow answer', faults: (gateway) => gateway.delay(0.1), answers: [200] },
  {
    title: 'a request is aborted after the timeout if the gateway hangs',
    faults: (gateway) => gateway.hang(),
    answers: [],
    message: 'check the receiver and the network, or raise "timeout"',
  },
];

describe('the gateway', () => {
  test.each(rows)('$title', async ({ options = {}, faults, answers, waits = 0, message }) => {
    faults?.(gateway);
    const backend = backendWith(options);
    backend.recordCounter('posts.sent', 3);
    const began = performance.now();
    const error: unknown = await backend.flush(20).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(gateway.answers.map(({ status }) => status)).toEqual(answers);
    expect(gateway.malformed).toEqual([]);
    if (message === undefined) {
      expect(error).toBeUndefined();
      expect(diagnostics.events).toEqual([]);
      expect(gateway.value('posts.sent')).toBe(3);
      expect(backend.account()).toMatchObject({ offered: 1, delivered: 1, pending: 0 });
      expect(performance.now() - began).toBeGreaterThanOrEqual(waits * 1000);
    } else {
      expect(error).toBeInstanceOf(BotMetricsError);
      expect(diagnostics.codes()).toEqual(['export_failed']);
      expect(diagnostics.events[0]?.message).toContain(message);
      expect(String(error)).toContain(message);
      expect(`${error} ${diagnostics.events[0]?.message}`).not.toMatch(/hunter2|old\b/);
      expect(backend.account()).toEqual({ offered: 1, delivered: 0, pending: 1, dropped: {}, ambiguous: 0 });
    }
    await backend.shutdown(0.1).catch(() => {});
    expect(unexplained(backend.account())).toBe(0);
  });

  test('the next export carries the records of a failed one and ends the outage', async () => {
    gateway.respondWith({ status: 503 });
    const backend = backendWith({});
    backend.recordCounter('posts.sent', 3);
    await expect(backend.flush()).rejects.toThrow('the receiver answered 503');
    backend.recordCounter('posts.sent', 4);
    await backend.flush();
    expect(gateway.value('posts.sent')).toBe(7);
    expect(diagnostics.codes()).toEqual(['export_failed', 'export_recovered']);
    await backend.shutdown();
  });

  test('429 with Retry-After: 30 ends the export at once, and nothing is sent before that time', async () => {
    gateway.limitRate(30);
    const clock = new FakeClock();
    const backend = backendWith({ timeout: 10, clock, scheduler: clock });
    backend.recordCounter('posts.sent', 3);
    await expect(backend.flush()).rejects.toThrow('the receiver answered 429');
    await clock.advance(29);
    await expect(backend.flush()).rejects.toThrow('asked for a pause, which lasts 1 s more');
    expect(gateway.answers.map(({ status }) => status)).toEqual([429]);
    await clock.advance(1);
    await backend.flush();
    expect(gateway.answers.map(({ status }) => status)).toEqual([429, 200]);
    expect(gateway.value('posts.sent')).toBe(3);
    expect(diagnostics.codes()).toEqual(['export_failed', 'export_recovered']);
    await backend.shutdown();
  });

  test('a request that is too large is halved until it is accepted', async () => {
    await gateway.close();
    gateway = await startGrafanaCloudGateway({ token: 'glc_hunter2', maxBodyBytes: 4000 });
    const backend = backendWith({ timeout: 10 });
    const sent = new Metrics(backend).counter('posts.sent', { labels: ['channel'] });
    for (let channel = 0; channel < 100; channel++) sent.add(channel, { channel });
    await backend.flush();
    expect(gateway.answers[0]?.status).toBe(413);
    expect(gateway.series('posts.sent')).toHaveLength(100);
    expect(gateway.value('posts.sent', { channel: 99 })).toBe(99);
    expect(backend.account()).toEqual({ offered: 100, delivered: 100, pending: 0, dropped: {}, ambiguous: 0 });
    expect(diagnostics.events).toEqual([]);
    await backend.shutdown();
  });

  test.each([
    { title: 'rejected points', rejected: 2, message: 'out of order' },
    { title: 'a message alone, a soft error', rejected: 0, message: 'label names were truncated' },
  ])('200 with $title counts as delivered and is reported', async ({ rejected, message }) => {
    gateway.partialSuccess(rejected, message);
    const backend = backendWith({});
    backend.recordCounter('posts.sent', 3);
    await backend.flush();
    expect(backend.account()).toMatchObject({ delivered: 1, pending: 0 });
    expect(diagnostics.events.map((event) => event.message)).toEqual([expect.stringContaining(message)]);
    await backend.shutdown();
  });

  test('shutdown retries once and reports the records that it could not deliver', async () => {
    gateway.respondWith({ status: 503, times: Infinity });
    const backend = backendWith({});
    backend.recordCounter('posts.sent');
    await expect(backend.flush()).rejects.toThrow('the receiver answered 503');
    await expect(backend.shutdown()).rejects.toThrow('the receiver answered 503');
    expect(backend.account()).toMatchObject({ offered: 1, delivered: 0, pending: 0, dropped: { shutdown: 1 } });
  });

  test('answers a delta with 400 and names the metric; the records are dropped and accounted for', async () => {
    const backend = new OtlpMetricsBackend({
      endpoint: gateway.endpoint,
      headers: { authorization },
      temporality: 'delta',
      diagnostics,
    });
    backend.recordCounter('posts.sent', 3);
    backend.setGauge('queue.depth', 2);
    await expect(backend.flush()).rejects.toThrow('the receiver answered 400');
    expect(gateway.answers.map(({ status }) => status)).toEqual([400]);
    expect(gateway.names()).toEqual(['queue.depth']);
    expect(backend.account()).toMatchObject({ offered: 2, delivered: 0, pending: 0, dropped: { refused: 2 } });
    await backend.shutdown();
  });

  test('accepts JSON, although the preset does not send it', async () => {
    const { endpoint } = gateway;
    const backend = new OtlpMetricsBackend({ endpoint, headers: { authorization }, protocol: 'http/json' });
    backend.recordCounter('posts.sent', 3);
    await backend.shutdown();
    expect(gateway.value('posts.sent')).toBe(3);
  });

  test('accepts exponential histograms, and the attributes that become job and instance', async () => {
    const resource = { 'service.namespace': 'shop', 'service.name': 'bot', 'service.instance.id': 'pod-0' };
    const backend = backendWith({ resource });
    new Metrics(backend).histogram('render.duration', { unit: 's', buckets: 'exponential' }).record(4);
    await backend.flush();
    const [series] = gateway.series('render.duration');
    expect(series).toMatchObject({ type: 'exponentialHistogram', resource });
    await backend.shutdown();
  });
});

/** Mistakes from the documentation of Grafana Cloud, which are found before the first request. */
const mistakes: readonly (readonly [title: string, options: object, problem: string])[] = [
  ['a header with a colon', { headers: { 'Authorization: Basic hunter2': '' } }, 'expected a header name'],
  ['a literal %20', { headers: { authorization: 'Basic%20hunter2' } }, 'received "%20"; write a space'],
  ['a URL without its path', { endpoint: undefined, url: 'http://127.0.0.1/otlp' }, 'append /v1/metrics'],
  ['a doubled path', { endpoint: 'https://a/otlp/v1/metrics/v1/metrics' }, 'expected /v1/metrics at most once'],
  ['plain HTTP', { endpoint: 'http://otlp-gateway-prod-eu-west-2.grafana.net/otlp' }, 'write https'],
  ['an instance id that is not a number', { instanceId: 'my-stack' }, 'instanceId: expected digits'],
  ['deltas', { temporality: 'delta' }, 'received "delta", which Grafana Cloud rejects; remove the option'],
  ['JSON', { protocol: 'http/json' }, 'which Grafana Cloud accepts for tests only; remove the option'],
];

test.each(mistakes)('%s is rejected at construction with the remedy', (_title, options, problem) => {
  const found = problems({
    preset: 'grafana-cloud',
    endpoint: gateway.endpoint,
    instanceId: '1',
    token: 'glc_hunter2',
    ...options,
  });
  expect(found.join()).toContain(problem);
  expect(found.join()).not.toContain('hunter2');
});
