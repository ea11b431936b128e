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

/** As a user sets it up, except for the address; a time-out below a second leaves no time for a second try. */
function backendWith(options: OtlpMetricsBackendOptions): OtlpMetricsBackend {
  const cloud = { preset: 'grafana-cloud', endpoint: gateway.endpoint, instanceId: '123456', token: 'glc_hunter2' };
  return new OtlpMetricsBackend({ ...cloud, timeout: 0.5, diagnostics, ...options } as OtlpMetricsBackendOptions);
}

/** What one flush with one record comes to. */
interface Row {
  readonly says: string;
  readonly options?: OtlpMetricsBackendOptions;
  readonly faults?: (gateway: GrafanaCloudGateway) => void;
  /** The status of each request. */
  readonly answers: readonly number[];
  /** Seconds that it takes at least. */
  readonly waits?: number;
  /** In the diagnostic and in the error that `flush()` rejects with; none where the record is delivered. */
  readonly told?: string;
}

const authorization = `Basic ${Buffer.from('123456:glc_hunter2').toString('base64')}`;
const credentials = 'correct the credentials in "headers"';

const rows: readonly Row[] = [
  { says: 'protobuf with gzip is taken', answers: [200] },
  { says: 'protobuf without compression is taken', options: { compression: 'none' }, answers: [200] },
  { says: 'a token whose base64 ends in "=" is taken', options: { headers: { authorization } }, answers: [200] },
  { says: 'a wrong token is 401, and not tried again', options: { token: 'old' }, answers: [401], told: credentials },
  {
    says: 'the number of another stack is 401',
    options: { instanceId: '7' },
    answers: [401],
    told: credentials,
  },
  {
    says: '403 is not tried again',
    faults: (gateway) => gateway.respondWith({ status: 403 }),
    answers: [403],
    told: credentials,
  },
  {
    says: 'a content type that is not taken is 415, and not tried again',
    faults: (gateway) => gateway.respondWith({ status: 415 }),
    answers: [415],
    told: 'choose another "protocol", or compression "none"',
  },
  {
    says: '400 is not tried again',
    faults: (gateway) => gateway.respondWith({ status: 400 }),
    answers: [400],
    told: 'check the log of the receiver',
  },
  {
    says: '500 is not tried again',
    faults: (gateway) => gateway.respondWith({ status: 500 }),
    answers: [500],
    told: 'no action needed: delivery is retried automatically',
  },
  {
    says: '429 is tried again within the time-out',
    options: { timeout: 10 },
    faults: (gateway) => gateway.limitRate(),
    answers: [429, 200],
  },
  {
    says: '429 with Retry-After: 2 is tried again after 2 s',
    options: { timeout: 10 },
    faults: (gateway) => gateway.limitRate(2),
    answers: [429, 200],
    waits: 2,
  },
  {
    says: '503 is tried again within the time-out',
    options: { timeout: 10 },
    faults: (gateway) => gateway.respondWith({ status: 503 }),
    answers: [503, 200],
  },
  {
    says: '503 until the time-out is told, unlike by OpenTelemetry, whose flush resolves',
    faults: (gateway) => gateway.respondWith({ status: 503, times: Infinity }),
    answers: [503],
    told: 'no action needed: delivery is retried automatically',
  },
  { says: 'a slow answer is waited for', faults: (gateway) => gateway.delay(0.1), answers: [200] },
  {
    says: 'a gateway that hangs is given up after the time-out',
    faults: (gateway) => gateway.hang(),
    answers: [],
    told: 'check the receiver and the network, or raise "timeout"',
  },
];

describe('the gateway', () => {
  test.each(rows)('$says', async ({ options = {}, faults, answers, waits = 0, told }) => {
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
    if (told === undefined) {
      expect(error).toBeUndefined();
      expect(diagnostics.events).toEqual([]);
      expect(gateway.value('posts.sent')).toBe(3);
      expect(backend.account()).toMatchObject({ offered: 1, delivered: 1, pending: 0 });
      expect(performance.now() - began).toBeGreaterThanOrEqual(waits * 1000);
    } else {
      expect(error).toBeInstanceOf(BotMetricsError);
      expect(diagnostics.codes()).toEqual(['export_failed']);
      expect(diagnostics.events[0]?.message).toContain(told);
      expect(String(error)).toContain(told);
      expect(`${error} ${diagnostics.events[0]?.message}`).not.toMatch(/hunter2|old\b/);
      expect(backend.account()).toEqual({ offered: 1, delivered: 0, pending: 1, dropped: {}, ambiguous: 0 });
    }
    await backend.shutdown(0.1).catch(() => {});
    expect(unexplained(backend.account())).toBe(0);
  });

  test('the next export carries what one that failed did not, and the trouble is over', async () => {
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

  test('429 with Retry-After: 30 is given up at once, and nothing is sent before that time has come', async () => {
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

  test('what is too large for one request is cut until it is taken', async () => {
    await gateway.close();
    gateway = await startGrafanaCloudGateway({ token: 'glc_hunter2', maxBodyBytes: 4000 });
    const backend = backendWith({ timeout: 10 });
    const sent = new Metrics(backend).counter('posts.sent', { labels: ['channel'] });
    for (let channel = 0; channel < 100; channel++) sent.add(channel, { channel });
    await backend.flush();
    expect(gateway.answers[0]?.status).toBe(413);
    expect(gateway.series('posts.sent')).toHaveLength(100);
    expect(gateway.value('posts.sent', { channel: '99' })).toBe(99);
    expect(backend.account()).toEqual({ offered: 100, delivered: 100, pending: 0, dropped: {}, ambiguous: 0 });
    expect(diagnostics.events).toEqual([]);
    await backend.shutdown();
  });

  test.each([
    { says: 'rejected points', rejected: 2, message: 'out of order' },
    { says: 'a message alone, a soft error', rejected: 0, message: 'label names were truncated' },
  ])('200 with $says counts as delivered and is told', async ({ rejected, message }) => {
    gateway.partialSuccess(rejected, message);
    const backend = backendWith({});
    backend.recordCounter('posts.sent', 3);
    await backend.flush();
    expect(backend.account()).toMatchObject({ delivered: 1, pending: 0 });
    expect(diagnostics.events.map((event) => event.message)).toEqual([expect.stringContaining(message)]);
    await backend.shutdown();
  });

  test('shutdown tries once more and tells what it could not deliver', async () => {
    gateway.respondWith({ status: 503, times: Infinity });
    const backend = backendWith({});
    backend.recordCounter('posts.sent');
    await expect(backend.flush()).rejects.toThrow('the receiver answered 503');
    await expect(backend.shutdown()).rejects.toThrow('the receiver answered 503');
    expect(backend.account()).toMatchObject({ offered: 1, delivered: 0, pending: 0, dropped: { shutdown: 1 } });
  });

  test('a delta is 400, dropped and accounted; the gateway names the metric', async () => {
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

  test('takes JSON, though the preset does not send it', async () => {
    const { endpoint } = gateway;
    const backend = new OtlpMetricsBackend({ endpoint, headers: { authorization }, protocol: 'http/json' });
    backend.recordCounter('posts.sent', 3);
    await backend.shutdown();
    expect(gateway.value('posts.sent')).toBe(3);
  });

  test('takes exponential histograms, and the attributes that become job and instance', async () => {
    const resource = { 'service.namespace': 'shop', 'service.name': 'bot', 'service.instance.id': 'pod-0' };
    const backend = backendWith({ resource });
    new Metrics(backend).histogram('render.duration', { unit: 's', buckets: 'exponential' }).record(4);
    await backend.flush();
    const [series] = gateway.series('render.duration');
    expect(series).toMatchObject({ type: 'exponentialHistogram', resource });
    await backend.shutdown();
  });
});

/** Mistakes that the documentation describes, found before a request is made. */
const mistakes: readonly (readonly [says: string, options: object, problem: string])[] = [
  ['a header with a colon', { headers: { 'Authorization: Basic hunter2': '' } }, 'expected a header name'],
  ['a value in quotes', { headers: { authorization: '"Basic hunter2"' } }, 'is in quotes; remove them'],
  ['a literal %20', { headers: { authorization: 'Basic%20hunter2' } }, 'contains "%20"; write a space'],
  ['a URL without its path', { endpoint: undefined, url: 'http://127.0.0.1/otlp' }, 'append /v1/metrics'],
  ['a doubled path', { endpoint: 'https://a/otlp/v1/metrics/v1/metrics' }, 'contains /v1/metrics twice'],
  ['plain HTTP', { endpoint: 'http://otlp-gateway-prod-eu-west-2.grafana.net/otlp' }, 'write https'],
  ['an instance id that is not a number', { instanceId: 'my-stack' }, 'instanceId: expected digits'],
  ['deltas', { temporality: 'delta' }, 'Grafana Cloud refuses delta temporality; remove the option'],
  ['JSON', { protocol: 'http/json' }, 'accepts JSON for tests only; remove the option'],
];

test.each(mistakes)('%s is refused at the start with the fix', (_says, options, problem) => {
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
