import { setTimeout } from 'node:timers/promises';
import { Metrics, MultiMetricsBackend } from '@bot-metrics/core';
import { OtlpMetricsBackend } from '@bot-metrics/otlp';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import installServers from '../servers/install-servers.ts';
import { query, startPrometheus, until } from '../servers/server.ts';
import { InterruptibleServer } from './interruptible-server.ts';

const TURNS = 100;
const ROUNDS_A_TURN = 2000;
const SHOPS = 50;
/** One instrument of each kind. */
const RECORDS_A_ROUND = 5;

beforeAll(installServers);

test('a million records of all kinds arrive exactly at VictoriaMetrics, through stops, restarts and pauses, and behind vmagent', async () => {
  const prometheus = await startPrometheus([], { receives: true });
  onTestFinished(() => prometheus.close());
  const victoriaMetrics = await InterruptibleServer.victoriaMetrics();
  onTestFinished(() => victoriaMetrics.close());
  const vmagent = await InterruptibleServer.vmagent(prometheus.url);
  onTestFinished(() => vmagent.close());
  const diagnostics = new CollectedDiagnostics();
  const backend = new MultiMetricsBackend(
    [victoriaMetrics, vmagent].map(({ url }, i) => {
      const endpoint = `${url}/opentelemetry`;
      return new OtlpMetricsBackend({ name: ['direct', 'forwarded'][i]!, endpoint, interval: 0.5, timeout: 1 });
    }),
    { diagnostics },
  );
  await backend.start();
  const metrics = new Metrics(backend);
  const orders = metrics.counter('orders', { labels: ['shop'] });
  const open = metrics.upDownCounter('open', { labels: ['shop'] });
  const depth = metrics.gauge('depth', { labels: ['shop'] });
  const amounts = metrics.histogram('amounts', { labels: ['shop'], buckets: [1, 10] });
  const delays = metrics.histogram('delays', { labels: ['shop'], buckets: 'exponential' });

  const turns: Record<number, () => unknown> = {
    20: () => victoriaMetrics.stop(),
    35: () => victoriaMetrics.start(),
    50: () => victoriaMetrics.pause(),
    65: () => victoriaMetrics.resume(),
    70: () => vmagent.pause(),
    80: () => vmagent.resume(),
    85: () => victoriaMetrics.stop().then(() => victoriaMetrics.start()),
  };
  for (let turn = 0; turn < TURNS; turn++) {
    const interrupting = turns[turn]?.();
    for (let i = 0; i < ROUNDS_A_TURN; i++) {
      const shop = i % SHOPS;
      orders.add(1, { shop });
      open.add(i % 4 === 0 ? -1 : 1, { shop });
      depth.set(turn, { shop });
      amounts.record((i % 64) / 4, { shop });
      delays.record((1 + (i % 16)) / 4, { shop });
    }
    await Promise.all([interrupting, setTimeout(100)]);
  }
  const report = await backend.shutdown(30);

  const rounds = TURNS * ROUNDS_A_TURN;
  const turnSum = (value: (i: number) => number): number =>
    Array.from({ length: ROUNDS_A_TURN }, (_, i) => value(i)).reduce((sum, one) => sum + one, 0);
  const totals: Record<string, number> = {
    'sum(orders_total)': rounds,
    'sum(open)': rounds / 2,
    'sum(depth)': SHOPS * (TURNS - 1),
    'sum(amounts_count)': rounds,
    'sum(amounts_sum)': TURNS * turnSum((i) => (i % 64) / 4),
    'sum(amounts_bucket{le="10"})': TURNS * turnSum((i) => (i % 64 <= 40 ? 1 : 0)),
    'sum(delays_count)': rounds,
    'sum(delays_sum)': TURNS * turnSum((i) => (1 + (i % 16)) / 4),
  };
  for (const url of [victoriaMetrics.url, prometheus.url]) {
    const answers = async (): Promise<Record<string, number | undefined>> =>
      Object.fromEntries(
        await Promise.all(Object.keys(totals).map(async (one) => [one, await query(url, one)] as const)),
      );
    // New data is not queryable at once.
    const isThere = async (): Promise<boolean> => JSON.stringify(await answers()) === JSON.stringify(totals);
    await until(`the totals at ${url}`, isThere).catch(() => {});
    expect(await answers()).toEqual(totals);
  }
  const records = rounds * RECORDS_A_ROUND;
  for (const { ok, account } of Object.values(report)) {
    const all = { offered: records, delivered: records, pending: 0, dropped: {}, ambiguous: 0 };
    expect({ ok, ...account }).toEqual({ ok: true, ...all });
  }
  // The stop and the hang are each reported once, with one message when they end.
  const reported = diagnostics.codes();
  const count = (code: string): number => reported.filter((one) => one === code).length;
  expect(count('export_failed')).toBeGreaterThanOrEqual(2);
  expect(count('export_recovered')).toBe(count('export_failed'));
});
