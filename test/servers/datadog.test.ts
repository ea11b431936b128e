import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HealthCheckService, MetricsCollectorService, MultiMetricsBackend } from '@bot-metrics/core';
import { DatadogMetricsBackend } from '@bot-metrics/datadog';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runDemo } from './demo.ts';
import { freePort, type PromQlServer, startVictoriaMetrics } from './server.ts';

const place = { port: 0, folder: '' };
let server: PromQlServer;

beforeAll(async () => {
  place.folder = await mkdtemp(join(tmpdir(), 'victoria-metrics-'));
  place.port = await freePort();
  server = await startVictoriaMetrics(place);
});
afterAll(async () => {
  await server?.close();
  await rm(place.folder, { recursive: true, force: true });
});

/** The sum of all points of a count, which may be a second ahead, once the data can be read. */
function queryTotal(name: string, labels = ''): Promise<number | undefined> {
  return read(`sum(sum_over_time({__name__="${name}"${labels}}[1h] offset -10s))`);
}

/**
 * The same for the `count` or `sum` of distributions. VictoriaMetrics 1.112 stores these once for each of its five
 * quantiles with the same timestamp. The number is queried too, so that a duplicate distribution would be noticed.
 */
function queryDistributionTotal(name: string, figure: 'count' | 'sum', labels = ''): Promise<number | undefined> {
  const points = (series: string): string => `sum(count_over_time({${series}${labels}}[1h] offset -10s))`;
  const stored = `__name__="${name}.${figure}"`;
  const once = `__name__="${name}", quantile="0.5"`;
  const sum = `sum(sum_over_time({${stored}${labels}}[1h] offset -10s))`;
  return read(`${sum} * ${points(once)} / ${points(stored)}`);
}

async function read(query: string): Promise<number | undefined> {
  await fetch(`${server.url}/internal/force_flush`);
  return server.query(query);
}

function last(series: string): string {
  return `last_over_time({${series}}[1h] offset -10s)`;
}

describe('VictoriaMetrics', () => {
  const diagnostics = new CollectedDiagnostics();
  /** Log-normal, as durations usually are. */
  const seconds = Array.from({ length: 2000 }, (_, i) => 0.05 * Math.exp(2 * Math.sin(i * 12.9898) ** 3));
  const ranked = [...seconds].sort((a, b) => a - b);
  let fanOut: MultiMetricsBackend;
  let posts = 0;
  let observed = 0;

  /** Records and flushes. Returns whether the flush succeeded. */
  async function record(times: number): Promise<boolean> {
    const { metrics } = new MetricsCollectorService(fanOut);
    for (let i = 0; i < times; i++) {
      metrics.counter('posts.sent', { labels: ['kind'] }).add(2, { kind: i % 2 === 0 ? 'photo' : 'text' });
      posts += 2;
    }
    for (const duration of seconds) metrics.histogram('render.duration', { unit: 's' }).record(duration);
    observed += seconds.length;
    metrics.gauge('queue.depth').set(times);
    const report = await fanOut.flush(5);
    return report.datadog?.ok === true;
  }

  beforeAll(() => {
    const endpoint = `http://127.0.0.1:${place.port}/datadog`;
    const backend = new DatadogMetricsBackend({
      endpoint,
      host: 'bot-1',
      service: 'shop',
      deploys: true,
      version: '1.2.3',
    });
    fanOut = new MultiMetricsBackend([backend], { diagnostics });
  });
  afterAll(() => fanOut.shutdown(5));

  test('stores series and distributions with exact totals', async () => {
    expect([await record(10), await record(20)]).toEqual([true, true]);
    expect(await queryTotal('posts.sent')).toBe(posts);
    expect(await queryDistributionTotal('render.duration', 'count')).toBe(observed);
    const sum = seconds.reduce((all, each) => all + each, 0) * 2;
    expect((await queryDistributionTotal('render.duration', 'sum'))! / sum).toBeCloseTo(1, 12);
    expect(await read(last('__name__="queue.depth", host="bot-1", service="shop", version="1.2.3"'))).toBe(20);
  });

  test('has exact minimum and maximum, and quantiles within the width of a bucket and a bin', async () => {
    // Within the twelve digits or so that VictoriaMetrics stores.
    expect((await read(last('__name__="render.duration.min"')))! / ranked[0]!).toBeCloseTo(1, 9);
    expect((await read(last('__name__="render.duration.max"')))! / ranked.at(-1)!).toBeCloseTo(1, 9);
    for (const quantile of [0.5, 0.9, 0.99]) {
      const exact = ranked[Math.round(quantile * (ranked.length - 1))]!;
      const stored = await read(last(`__name__="render.duration", quantile="${quantile}"`));
      // Buckets in this range are 4.4 % wide. VictoriaMetrics interpolates between the middles of two bins.
      expect(Math.abs(stored! / exact - 1)).toBeLessThan(0.06);
    }
  });

  test('accepts service checks, and an event that it rejects costs no metric', async () => {
    new HealthCheckService(fanOut).update({ checkName: 'database', isHealthy: true });
    expect(await record(1)).toBe(true);
    expect(await queryTotal('posts.sent')).toBe(posts);
    const refused = diagnostics.events.filter(({ code }) => code === 'announcement_failed');
    expect(refused.map(({ message }) => message)).toEqual([expect.stringContaining('no export of an event')]);
  });

  test('has everything exactly once after an outage', async () => {
    await server.close();
    for (let round = 0; round < 3; round++) expect(await record(5)).toBe(false);
    expect(fanOut.accounts().datadog).toMatchObject({ ambiguous: 0 });
    server = await startVictoriaMetrics(place);
    expect(await record(5)).toBe(true);

    expect(await queryTotal('posts.sent')).toBe(posts);
    expect(await queryDistributionTotal('render.duration', 'count')).toBe(observed);
    const account = fanOut.accounts().datadog;
    expect(account).toMatchObject({ pending: 0, dropped: {}, ambiguous: 0 });
    expect(account?.delivered).toBe(account?.offered);
  });
});

test('the demo, configured by environment variables alone, has equal totals in VictoriaMetrics', async () => {
  const { code, output } = await runDemo(['--seconds', '5', '--json', '--backend', 'datadog'], {
    PROMETHEUS_PORT: `${await freePort()}`,
    BOT_METRICS_BACKENDS__DATADOG__ENDPOINT: `${server.url}/datadog`,
  });
  expect({ code, output }).toMatchObject({ code: 0 });
  const verdict = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '{}') as Record<
    string,
    Record<string, { recorded: number }>
  >;
  const labels = ', service="demo-bot"';
  for (const [metric, { recorded }] of Object.entries(verdict.prometheus ?? {})) {
    const stored = (await queryDistributionTotal(metric, 'count', labels)) ?? (await queryTotal(metric, labels));
    expect({ metric, stored }).toEqual({ metric, stored: recorded });
  }
});
