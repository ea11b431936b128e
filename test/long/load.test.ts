import { setImmediate } from 'node:timers/promises';
import { Metrics, MultiMetricsBackend } from '@bot-metrics/core';
import { OtlpMetricsBackend } from '@bot-metrics/otlp';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { StatsdMetricsBackend } from '@bot-metrics/statsd';
import { startOtlpReceiver, startTcpCapture } from '@bot-metrics/testing';
import { expect, test } from 'vitest';

const SECONDS = 60;
const RECORDS_A_TURN = 20_000;
const SHOPS = 200;

test(`${SECONDS} s of records with scrapes, exports and an outage are all accounted for in bounded memory`, async () => {
  const receiver = await startOtlpReceiver();
  const daemon = await startTcpCapture();
  const prometheus = new PrometheusMetricsBackend({ port: 0 });
  const backend = new MultiMetricsBackend([
    prometheus,
    new OtlpMetricsBackend({ endpoint: receiver.endpoint, interval: 1, timeout: 2 }),
    new StatsdMetricsBackend({ protocol: 'tcp', port: daemon.port, interval: 5 }),
  ]);
  await backend.start();
  const metrics = new Metrics(backend);
  const orders = metrics.counter('orders', { labels: ['shop', 'status'] });
  const amounts = metrics.histogram('amounts', { labels: ['shop'] });

  const heap: number[] = [];
  let records = 0;
  const started = performance.now();
  for (let second = 0; performance.now() - started < SECONDS * 1000; ) {
    for (let i = 0; i < RECORDS_A_TURN; i++) {
      const shop = (records + i) % SHOPS;
      orders.add(1, { shop, status: i % 2 === 0 ? 'paid' : 'failed' });
      amounts.record((i % 100) / 10, { shop });
    }
    records += RECORDS_A_TURN;
    await setImmediate();
    if ((performance.now() - started) / 1000 < second) continue;
    second += 1;
    if (second === 20) receiver.respondWith({ status: 503, times: 5 });
    await (await fetch(prometheus.address ?? '')).text();
    heap.push(process.memoryUsage().heapUsed);
  }

  const page = await (await fetch(prometheus.address ?? '')).text();
  const report = await backend.shutdown(30);
  await daemon.settled();
  const scraped = [...page.matchAll(/^orders_total\{.*\} (\d+)$/gm)].reduce((sum, [, value]) => sum + Number(value), 0);
  const exported = receiver.series('orders').reduce((sum, { value }) => sum + Number(value), 0);
  const sent = daemon.lines.reduce((sum, line) => sum + Number(/^orders;.*:(\d+)\|c$/.exec(line)?.[1] ?? 0), 0);

  expect({ scraped, exported, sent }).toEqual({ scraped: records, exported: records, sent: records });
  for (const { ok, account } of Object.values(report)) {
    expect({ ok, ...account }).toMatchObject({ ok: true, offered: 2 * records, delivered: 2 * records, pending: 0 });
  }
  const early = Math.max(...heap.slice(5, 15));
  // This process also keeps the captured lines of the StatsD double, about a megabyte per second.
  expect(Math.max(...heap.slice(-10))).toBeLessThan(early + 200e6);
  await Promise.all([receiver.close(), daemon.close()]);
});
