import { Metrics } from '@bot-metrics/core';
import { PrometheusMetricsBackend, Pushgateway } from '@bot-metrics/prometheus';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PrometheusSetup, type PromQlServer, startPrometheus, startPushgateway, until } from './server.ts';

const protobuf = /^application\/vnd\.google\.protobuf/;

/** Makes Prometheus request protobuf, with native histograms and start times. */
const features = ['native-histograms', 'created-timestamp-zero-ingestion'];

/** What is read, how Prometheus is configured for it, and which format it prefers. */
const setups: Record<string, PrometheusSetup & { prefers: RegExp }> = {
  'Prometheus 2 reads text': {
    scrape: { scrape_protocols: ['PrometheusText0.0.4'] },
    prefers: /^text\/plain;version=0\.0\.4/,
  },
  'Prometheus 2 reads OpenMetrics, which it prefers': { prefers: /^application\/openmetrics-text;version=1\.0\.0/ },
  'Prometheus 2 reads protobuf, with native histograms and start times': { features, prefers: protobuf },
  'Prometheus 3 reads text 1.0.0': {
    release: 'forky',
    scrape: { scrape_protocols: ['PrometheusText1.0.0'] },
    prefers: /^text\/plain;version=1\.0\.0;escaping=allow-utf-8/,
  },
  'Prometheus 3 reads OpenMetrics, which it prefers': {
    release: 'forky',
    prefers: /^application\/openmetrics-text;version=1\.0\.0;escaping=allow-utf-8/,
  },
  'Prometheus 3 reads protobuf, with native histograms and start times': {
    release: 'forky',
    features,
    prefers: protobuf,
  },
};

describe.each(Object.entries(setups))('%s', (_, { prefers, ...setup }) => {
  const isNative = setup.features !== undefined;
  let backend: PrometheusMetricsBackend;
  let metrics: Metrics;
  let prometheus: PromQlServer;
  let accept: string | undefined;

  beforeAll(async () => {
    backend = new PrometheusMetricsBackend({ port: 0, resource: { 'service.version': '1.2.3' } });
    metrics = new Metrics(backend);
    const { handler } = backend;
    // Records the format that was requested.
    Object.assign(backend, {
      handler: (...[request, response]: Parameters<typeof handler>) => {
        accept = request.headers.accept;
        return handler(request, response);
      },
    });
    metrics.counter('bot.sent', { labels: ['kind'] }).add(500, { kind: 'a "b"\n\\' });
    metrics.gauge('bot.load', { unit: '1' }).set(-0.25);
    const sizes = metrics.histogram('bot.size', { unit: 'By', buckets: [10, 100] });
    for (const bytes of [1, 50, 1000]) sizes.record(bytes);
    const drift = metrics.histogram('bot.drift', { unit: 's', buckets: 'exponential' });
    for (let i = 1; i <= 1000; i++) drift.record(i / 1000);
    for (const seconds of [0, -2]) drift.record(seconds);
    await backend.start();
    prometheus = await startPrometheus([backend.port], setup);
    await until('the first scrape', async () => (await prometheus.query('bot_sent_total')) === 500);
  });

  afterAll(async () => {
    await Promise.all([prometheus?.close(), backend?.shutdown()]);
  });

  test.each([
    ['bot_sent_total{kind="a \\"b\\"\\n\\\\"}', 500],
    ['bot_load_ratio', -0.25],
    ['bot_size_bytes_bucket{le=~"10|10.0"}', 1],
    ['bot_size_bytes_bucket{le=~"100|100.0"}', 2],
    ['bot_size_bytes_bucket{le="+Inf"}', 3],
    ['bot_size_bytes_sum', 1051],
    ['target_info{service_version="1.2.3"}', 1],
    ['up', 1],
  ])('%s', async (query, expected) => {
    expect(await prometheus.query(query)).toBe(expected);
  });

  test('in that format', () => {
    expect(accept).toMatch(prefers);
  });

  test.runIf(isNative)('and computes quantiles of an exponential histogram', async () => {
    expect(await prometheus.query('histogram_count(bot_drift_seconds)')).toBe(1002);
    expect(await prometheus.query('histogram_sum(bot_drift_seconds)')).toBeCloseTo(498.5, 9);
    const median = (await prometheus.query('histogram_quantile(0.5, bot_drift_seconds)')) ?? Number.NaN;
    expect(Math.abs(median - 0.5)).toBeLessThan(0.005);
    expect(await prometheus.query('histogram_quantile(0, bot_drift_seconds)')).toBeLessThan(-1.9);
  });

  test.runIf(isNative)('and counts what a counter had before its first scrape', async () => {
    await until('a second sample', async () => ((await prometheus.query('increase(bot_sent_total[1m])')) ?? 0) > 0);
    expect(await prometheus.query('increase(bot_sent_total[1m])')).toBeGreaterThan(400);
  });
});

describe.each([
  ['PrometheusText1.0.0', 'allow-utf-8', '{"bot.sent_total","chat.type"="x"}', '{"bot.wait_seconds_count"}'],
  ['OpenMetricsText1.0.0', 'allow-utf-8', '{"bot.sent_total","chat.type"="x"}', '{"bot.wait_seconds_count"}'],
  // With protobuf, Prometheus does not announce UTF-8 support.
  ['PrometheusProto', 'allow-utf-8', 'bot_sent_total{chat_type="x"}', 'bot_wait_seconds_count'],
  ['PrometheusText1.0.0', 'underscores', 'bot_sent_total{chat_type="x"}', 'bot_wait_seconds_count'],
  ['PrometheusText1.0.0', 'dots', 'bot_dot_sent__total{chat_dot_type="x"}', 'bot_dot_wait__seconds_count'],
  ['OpenMetricsText1.0.0', 'dots', 'bot_dot_sent__total{chat_dot_type="x"}', 'bot_dot_wait__seconds_count'],
  ['OpenMetricsText1.0.0', 'values', 'U__bot_2e_sent__total{U__chat_2e_type="x"}', 'U__bot_2e_wait__seconds_count'],
])('Prometheus 3 that reads %s with names in %s', (protocol, escaping, counter, count) => {
  let backend: PrometheusMetricsBackend;
  let prometheus: PromQlServer;

  beforeAll(async () => {
    backend = new PrometheusMetricsBackend({ port: 0, names: 'utf-8' });
    backend.recordCounter('bot.sent', 3, { 'chat.type': 'x' });
    new Metrics(backend).histogram('bot.wait', { unit: 's', buckets: [1, 2] }).record(1.5);
    await backend.start();
    const scrape = {
      scrape_protocols: [protocol],
      metric_name_validation_scheme: escaping === 'allow-utf-8' ? 'utf8' : 'legacy',
      metric_name_escaping_scheme: escaping,
    };
    prometheus = await startPrometheus([backend.port], { release: 'forky', scrape });
    await until('the first scrape', async () => (await prometheus.query(counter)) !== undefined);
  });

  afterAll(async () => {
    await Promise.all([prometheus?.close(), backend?.shutdown()]);
  });

  test('finds them under those names', async () => {
    expect([await prometheus.query(counter), await prometheus.query(count)]).toEqual([3, 1]);
  });
});

test('a real Pushgateway accepts a push, an addition and a deletion', async () => {
  const gateway = await startPushgateway();
  try {
    const backend = new PrometheusMetricsBackend({ listen: false });
    const metrics = new Metrics(backend);
    metrics.counter('backup.files', { description: 'Files.' }).add(3);
    metrics.histogram('backup.size', { buckets: [10] }).record(5);
    const client = new Pushgateway({ url: gateway.url, job: 'nightly/backup', grouping: { empty: '', instance: 'a' } });
    await client.push(backend);
    const page = async (): Promise<string> => (await fetch(`${gateway.url}/metrics`)).text();
    expect(await page()).toContain('backup_files_total{empty="",instance="a",job="nightly/backup"} 3');
    const other = new PrometheusMetricsBackend({ listen: false });
    other.setGauge('restore.size', 1);
    await client.add(other);
    expect(await page()).toContain('backup_size_count{empty="",instance="a",job="nightly/backup"} 1');
    expect(await page()).toContain('restore_size{empty="",instance="a",job="nightly/backup"} 1');
    const twin = new PrometheusMetricsBackend({ listen: false });
    twin.recordHistogram('restore.size', 1);
    // One metric with two types: newer gateways respond with 400, Debian's 1.5.1 closes the connection.
    const inconsistent = new Pushgateway({ url: gateway.url, job: 'other' }).add(twin);
    await expect(inconsistent).rejects.toMatchObject({ code: 'export_failed' });
    await client.delete();
    expect(await page()).not.toContain('nightly/backup');
  } finally {
    await gateway.close();
  }
});
