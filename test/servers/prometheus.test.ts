import { Metrics } from '@bot-metrics/core';
import { PrometheusMetricsBackend, Pushgateway } from '@bot-metrics/prometheus';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PromQlServer, startPrometheus, startPushgateway, until } from './server.ts';

/** Has Prometheus ask for protobuf, with native histograms and start times. */
const features = ['native-histograms', 'created-timestamp-zero-ingestion'];

const formats = {
  'OpenMetrics, which it prefers': [],
  'protobuf, with native histograms and start times': features,
} as const;

describe.each(Object.entries(formats))('Prometheus reads %s', (_, enabled) => {
  const isNative = enabled.length > 0;
  let backend: PrometheusMetricsBackend;
  let metrics: Metrics;
  let prometheus: PromQlServer;
  let accept: string | undefined;

  beforeAll(async () => {
    backend = new PrometheusMetricsBackend({ port: 0, resource: { 'service.version': '1.2.3' } });
    metrics = new Metrics(backend);
    const { handler } = backend;
    // What it was asked for, as the page of a scrape.
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
    prometheus = await startPrometheus([backend.port], enabled);
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
    expect(accept?.startsWith('application/vnd.google.protobuf')).toBe(isNative);
  });

  test.runIf(isNative)('and tells quantiles of an exponential histogram', async () => {
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

test('a real Pushgateway takes a push, an addition and a deletion', async () => {
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
    // One metric of two types: newer gateways answer 400, Debian's 1.5.1 drops the connection.
    const inconsistent = new Pushgateway({ url: gateway.url, job: 'other' }).add(twin);
    await expect(inconsistent).rejects.toMatchObject({ code: 'export_failed' });
    await client.delete();
    expect(await page()).not.toContain('nightly/backup');
  } finally {
    await gateway.close();
  }
});
