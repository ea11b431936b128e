import { Metrics, MultiMetricsBackend } from '@bot-metrics/core';
import { CollectedDiagnostics, FakeClock, startTcpCapture, startUdpCapture } from '@bot-metrics/testing';
import { beforeEach, expect, test } from 'vitest';
import { SingleRecords } from '../src/single-records.ts';

let diagnostics: CollectedDiagnostics;
beforeEach(() => {
  diagnostics = new CollectedDiagnostics();
});

test('each record is a line with its exact value, in packets that are filled', async () => {
  const daemon = await startUdpCapture();
  const fanOut = new MultiMetricsBackend([new SingleRecords({ port: daemon.port, prefix: 'shop.' })]);
  const metrics = new Metrics(fanOut);
  const orders = metrics.counter('orders', { labels: ['kind'] });
  orders.add(2, { kind: 'new' });
  orders.add(3, { kind: 'a|b' });
  metrics.gauge('depth').set(-3);
  metrics.histogram('render', { unit: 's' }).record(0.2512345);
  await daemon.waitFor((lines) => lines.length === 5);
  expect(daemon.lines).toEqual([
    'shop.orders;kind=new:2|c',
    'shop.orders;kind=a__7Cb:3|c',
    'shop.depth:0|g',
    'shop.depth:-3|g',
    'shop.render:251.2345|ms',
  ]);
  await fanOut.shutdown();
  await daemon.close();
});

test('100,000 records over TCP are 100,000 lines', async () => {
  const daemon = await startTcpCapture();
  const { port } = daemon;
  const backend = new SingleRecords({ port, protocol: 'tcp', dialect: 'dogstatsd', containerId: 'ci-1' });
  const fanOut = new MultiMetricsBackend([backend]);
  const hits = new Metrics(fanOut).counter('hits', { labels: ['page'] });
  for (let i = 0; i < 100_000; i++) {
    hits.add(1, { page: i % 10 });
    if (i % 10_000 === 9_999) await fanOut.flush();
  }
  const { statsd } = await fanOut.shutdown();
  await daemon.waitFor((lines) => lines.length >= 100_000, 30);
  expect(daemon.lines.length).toBe(100_000);
  expect(new Set(daemon.lines).size).toBe(10);
  expect(statsd).toMatchObject({
    ok: true,
    account: { offered: 100_000, delivered: 100_000, pending: 0, dropped: {} },
  });
  await daemon.close();
});

test('records wait during an outage of a TCP daemon and arrive after it, with one log line for the outage and one for its end', async () => {
  const daemon = await startTcpCapture();
  await daemon.down();
  const scheduler = new FakeClock();
  const options = { port: daemon.port, protocol: 'tcp', diagnostics, scheduler } as const;
  const fanOut = new MultiMetricsBackend([new SingleRecords(options)]);
  for (let i = 0; i < 3; i++) {
    fanOut.recordCounter('hits', i);
    expect((await fanOut.flush()).statsd).toMatchObject({ ok: false });
  }
  expect(fanOut.accounts().statsd).toMatchObject({ offered: 3, delivered: 0, pending: 3 });
  await daemon.up();
  await scheduler.advance(1);
  await daemon.waitFor((lines) => lines.length === 3);
  expect(daemon.lines).toEqual(['hits:0|c', 'hits:1|c', 'hits:2|c']);
  await fanOut.flush();
  expect(fanOut.accounts().statsd).toMatchObject({ offered: 3, delivered: 3, pending: 0, dropped: {} });
  expect(diagnostics.events.map(({ code }) => code)).toEqual(['export_failed', 'export_recovered']);
  await fanOut.shutdown();
  await daemon.close();
});

test('the queue is bounded, and every record is accounted for', async () => {
  const daemon = await startTcpCapture();
  await daemon.down();
  const backend = new SingleRecords({ port: daemon.port, protocol: 'tcp', diagnostics });
  const fanOut = new MultiMetricsBackend([backend], { diagnostics });
  for (let i = 0; i < 50_000; i++) fanOut.recordCounter('a.metric.with.a.rather.long.name', 1, { page: 'start' });
  expect(backend.getMetricsOutput().length).toBeLessThanOrEqual(1_048_576);
  await fanOut.flush();
  const { offered, delivered, pending, dropped } = fanOut.accounts().statsd!;
  expect({ offered, delivered }).toEqual({ offered: 50_000, delivered: 0 });
  expect(pending).toBeGreaterThan(20_000);
  expect(pending + (dropped.failed ?? 0) + (dropped.breaker ?? 0)).toBe(50_000);
  await fanOut.shutdown();
  const after = fanOut.accounts().statsd!;
  expect(after.pending).toBe(0);
  expect(Object.values(after.dropped).reduce((sum, records) => sum + records, 0)).toBe(50_000);
  await daemon.close();
});

test('without a fan-out it never throws for a record, whatever it is', async () => {
  const backend = new SingleRecords({ port: 9, diagnostics });
  const wrong = [Number.NaN, -1, Infinity, '5', 5n, Symbol('5'), null] as number[];
  for (const value of wrong) await expect(backend.recordCounter('hits', value)).rejects.toThrow();
  for (const labels of [null, { a: Symbol('x') }, { a: 'x'.repeat(1e6) }]) {
    backend.recordCounter('hits', 1, labels as never);
  }
  await backend.shutdown().catch(() => {});
  await expect(backend.recordCounter('hits')).rejects.toThrow('was shut down');
});
