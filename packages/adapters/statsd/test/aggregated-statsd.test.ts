import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { BotMetricsError, Metrics } from '@bot-metrics/core';
import { CollectedDiagnostics, FakeClock, startTcpCapture, startUdpCapture } from '@bot-metrics/testing';
import { beforeEach, expect, test } from 'vitest';
import type { StatsdMetricsBackendOptions } from '../src/options.ts';
import { StatsdMetricsBackend } from '../src/statsd-metrics-backend.ts';
import { unexplained } from './balance.ts';

let diagnostics: CollectedDiagnostics;
beforeEach(() => {
  diagnostics = new CollectedDiagnostics();
});

function backendAt(port: number, options: StatsdMetricsBackendOptions = {}): StatsdMetricsBackend {
  return new StatsdMetricsBackend({ port, diagnostics, ...options });
}

function readCode(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'resolved',
    (error: unknown) => (error instanceof BotMetricsError ? error.code : String(error)),
  );
}

test('sends changes of counters, values of gauges and totals of up-down counters', async () => {
  const capture = await startUdpCapture();
  const backend = backendAt(capture.port, { prefix: 'shop.' });
  const metrics = new Metrics(backend);
  const orders = metrics.counter('orders', { labels: ['kind'] });
  const active = metrics.upDownCounter('active');
  orders.add(2, { kind: 'new' });
  active.add(5);
  metrics.gauge('depth').set(-3);
  await backend.flush();
  orders.add(1e21, { kind: 'new' });
  active.add(-1);
  await backend.flush();
  await backend.flush();
  await capture.waitFor((lines) => lines.length >= 6);
  expect(capture.lines).toEqual([
    'shop.orders;kind=new:2|c',
    'shop.active:5|g',
    'shop.depth:0|g',
    'shop.depth:-3|g',
    'shop.orders;kind=new:1000000000000000000000|c',
    'shop.active:4|g',
  ]);
  expect(capture.packets.length).toBe(2);
  expect(backend.account()).toEqual({ offered: 5, delivered: 5, pending: 0, dropped: {}, ambiguous: 0 });
  await backend.shutdown();
  await capture.close();
});

test('sends DogStatsD with tags', async () => {
  const capture = await startUdpCapture();
  const backend = backendAt(capture.port, { dialect: 'dogstatsd' });
  const metrics = new Metrics(backend);
  metrics.counter('orders', { labels: ['kind', 'text'] }).add(2, { kind: 'new', text: 'a|b,c\nd: ü' });
  metrics.gauge('depth').set(-3);
  metrics.histogram('render', { unit: 's' }).record(0.25);
  await backend.flush();
  await capture.waitFor((lines) => lines.length >= 3);
  expect(capture.lines).toEqual(['orders:2|c|#kind:new,text:a__7Cb__2Cc__0Ad: ü', 'depth:-3|g', 'render:0.25|d']);
  await backend.shutdown();
  await capture.close();
});

test('adds container id and time where DogStatsD allows them', async () => {
  const clock = new FakeClock();
  const backend = backendAt(8125, { dialect: 'dogstatsd', containerId: 'ci-abc', timestamps: true, clock });
  const metrics = new Metrics(backend);
  metrics.counter('orders', { labels: ['kind'] }).add(2, { kind: 'new' });
  metrics.gauge('depth').set(-3);
  metrics.histogram('render').record(0.25);
  const time = Math.floor(clock.wallSeconds());
  expect(await backend.getMetricsOutput()).toBe(
    `orders:2|c|#kind:new|c:ci-abc|T${time}\ndepth:-3|g|c:ci-abc|T${time}\nrender:0.25|d|c:ci-abc\n`,
  );
});

test('ends DogStatsD lines with the constant tags, except those that a label replaces', async () => {
  const backend = backendAt(8125, { dialect: 'dogstatsd', tags: ['env:test', 'team:shop'] });
  const metrics = new Metrics(backend);
  metrics.counter('orders', { labels: ['team'] }).add(2, { team: 'ops' });
  metrics.gauge('depth').set(3);
  expect(await backend.getMetricsOutput()).toBe('orders:2|c|#env:test,team:ops\ndepth:3|g|#env:test,team:shop\n');
});

test('sends a few timings in milliseconds, each as a separate line', async () => {
  const capture = await startUdpCapture();
  const backend = backendAt(capture.port);
  const render = new Metrics(backend).histogram('render', { unit: 's' });
  for (let i = 0; i < 3; i++) render.record(0.5);
  render.record(1.25);
  await backend.flush();
  await capture.waitFor((lines) => lines.length >= 4);
  expect(capture.lines).toEqual(['render:500|ms', 'render:500|ms', 'render:500|ms', 'render:1250|ms']);
  await backend.shutdown();
  await capture.close();
});

test('sends many timings as samples of one rate, and a remainder that makes the count exact', async () => {
  const backend = backendAt(8125);
  const render = new Metrics(backend).histogram('render', { unit: 's', buckets: [1, 2] });
  for (let i = 0; i < 1003; i++) render.record(0.5);
  const lines = (await backend.getMetricsOutput()).trimEnd().split('\n');
  expect(lines.filter((line) => line === 'render:500|ms|@0.25').length).toBe(250);
  expect(lines.slice(250)).toEqual(['render:500|ms', 'render:500|ms|@0.5']);
});

test('packs the observations of a distribution that have the same rate', async () => {
  const backend = backendAt(8125, { dialect: 'dogstatsd' });
  const size = new Metrics(backend).histogram('size', { labels: ['kind'] });
  for (let i = 0; i < 300; i++) size.record(i % 2 === 0 ? 1 : 2, { kind: 'a' });
  const half = Array.from({ length: 75 }, () => 1).join(':');
  expect(await backend.getMetricsOutput()).toBe(`size:${half}:${half.replaceAll('1', '2')}|d|@0.5|#kind:a\n`);
});

test('never splits a line, and drops a line that fits no packet', async () => {
  const capture = await startUdpCapture();
  const backend = backendAt(capture.port, { maxPacketBytes: 100 });
  const hits = new Metrics(backend).counter('hits', { labels: ['text'] });
  for (let i = 0; i < 50; i++) hits.add(1, { text: `value-${i}` });
  hits.add(1, { text: 'x'.repeat(100) });
  hits.add(1, { text: 'y'.repeat(100) });
  await backend.flush();
  await capture.waitFor((lines) => lines.length >= 50);
  expect(Math.max(...capture.packets.map((packet) => packet.length))).toBeLessThanOrEqual(100);
  expect(capture.lines.every((line) => /^hits;text=value-\d+:1\|c$/.test(line))).toBe(true);
  expect(backend.account()).toEqual({ offered: 52, delivered: 50, pending: 0, dropped: { oversize: 2 }, ambiguous: 0 });
  expect(diagnostics.codes()).toEqual(['oversize']);
  await backend.shutdown();
  await capture.close();
});

test('a missing UDP daemon is reported once, and so is its return', async () => {
  const first = await startUdpCapture();
  const { port } = first;
  await first.close();
  const backend = backendAt(port);
  for (let i = 0; i < 3; i++) {
    backend.recordCounter('hits');
    await readCode(backend.flush());
    await expect.poll(() => diagnostics.codes()).toEqual(['export_failed']);
    expect(unexplained(backend.account())).toBe(0);
  }
  expect(diagnostics.events[0]?.message).toMatch(/ECONNREFUSED.*start the daemon/);
  const capture = await startUdpCapture({ port });
  await expect
    .poll(async () => {
      backend.recordCounter('hits');
      await readCode(backend.flush());
      return diagnostics.codes();
    })
    .toEqual(['export_failed', 'export_recovered']);
  expect(unexplained(backend.account())).toBe(0);
  expect(backend.account().pending).toBe(0);
  await backend.shutdown();
  await capture.close();
});

test('a host name that does not resolve keeps records pending', async () => {
  const backend = backendAt(8125, { host: 'no such host'.replaceAll(' ', '-.') });
  backend.recordCounter('hits');
  expect(await readCode(backend.flush())).toBe('export_failed');
  expect(backend.account()).toEqual({ offered: 1, delivered: 0, pending: 1, dropped: {}, ambiguous: 0 });
  await readCode(backend.shutdown());
  expect(backend.account()).toMatchObject({ pending: 0, dropped: { shutdown: 1 } });
});

test('a TCP daemon that is down at the start and comes back receives every record once', async () => {
  const first = await startTcpCapture();
  const { port } = first;
  await first.close();
  const backend = backendAt(port, { protocol: 'tcp' });
  await backend.start();
  backend.recordCounter('hits', 2);
  expect(await readCode(backend.flush())).toBe('export_failed');
  backend.recordCounter('hits', 3);
  expect(await readCode(backend.flush())).toBe('export_failed');
  expect(backend.account()).toMatchObject({ offered: 2, delivered: 0, pending: 2 });
  const capture = await startTcpCapture({ port });
  await backend.flush();
  await capture.waitFor((lines) => lines.length >= 1);
  expect(capture.lines).toEqual(['hits:5|c']);
  expect(backend.account()).toEqual({ offered: 2, delivered: 2, pending: 0, dropped: {}, ambiguous: 0 });
  expect(diagnostics.codes()).toEqual(['export_failed', 'export_recovered']);
  await backend.shutdown();
  await capture.close();
});

test('reconnects after the daemon has closed the connection', async () => {
  const capture = await startTcpCapture();
  const backend = backendAt(capture.port, { protocol: 'tcp' });
  backend.recordCounter('hits', 1);
  await backend.flush();
  await capture.waitFor((lines) => lines.length === 1);
  capture.dropConnections();
  await capture.waitFor(() => capture.openConnections === 0);
  backend.recordCounter('hits', 2);
  await readCode(backend.flush());
  await readCode(backend.flush());
  await capture.waitFor((lines) => lines.length === 2);
  expect(capture.lines).toEqual(['hits:1|c', 'hits:2|c']);
  expect(unexplained(backend.account())).toBe(0);
  expect(backend.account()).toMatchObject({ offered: 2, delivered: 2 });
  await backend.shutdown();
  await capture.waitFor(() => capture.openConnections === 0);
  await capture.close();
});

/** More than the kernel buffers for a connection that nobody reads. */
function recordMuch(backend: StatsdMetricsBackend): number {
  const records = 20_000;
  const counter = new Metrics(backend).counter('much', { labels: ['text'], limit: records });
  for (let i = 0; i < records; i++) counter.add(1, { text: `${i}-${'x'.repeat(1000)}` });
  return records;
}

/** A daemon that stops reading after the first bytes of its first connection. */
async function startDeafServer(): Promise<{ server: Server; port: number; stuck: Promise<Socket> }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stuck = once(server, 'connection').then(async ([socket]: Socket[]) => {
    await once(socket!, 'data');
    return socket!.pause();
  });
  return { server, port: (server.address() as AddressInfo).port, stuck };
}

test('meets its deadlines while a TCP daemon reads nothing', async () => {
  const { server, port, stuck } = await startDeafServer();
  const backend = backendAt(port, { protocol: 'tcp' });
  const records = recordMuch(backend);
  expect(await readCode(backend.flush(0.3))).toBe('deadline_exceeded');
  expect(await readCode(backend.shutdown(0.3))).toBe('deadline_exceeded');
  expect(backend.account()).toMatchObject({ offered: records, delivered: 0, dropped: { shutdown: records } });
  (await stuck).destroy();
  await new Promise((resolve) => server.close(resolve));
});

test('sends the rest of a batch again after the connection broke in its middle', async () => {
  const { server, port, stuck } = await startDeafServer();
  const backend = backendAt(port, { protocol: 'tcp' });
  const records = recordMuch(backend);
  const flushed = readCode(backend.flush());
  (await stuck).resetAndDestroy();
  expect(await flushed).toBe('export_failed');
  expect(backend.account()).toMatchObject({ delivered: 0, pending: records });
  await new Promise((resolve) => server.close(resolve));

  const capture = await startTcpCapture({ port });
  backend.recordCounter('hits');
  await backend.flush();
  await backend.flush();
  await capture.waitFor((lines) => lines.includes('hits:1|c'));
  expect(new Set(capture.lines).size).toBe(capture.lines.length);
  expect(capture.lines.every((line) => /^much;text=\d+-x{1000}:1\|c$|^hits:1\|c$/.test(line))).toBe(true);
  expect(backend.account()).toMatchObject({ offered: records + 1, delivered: records + 1, ambiguous: records });
  await backend.shutdown();
  await capture.close();
});

test('exports at its interval and delivers the rest at shutdown', async () => {
  const capture = await startTcpCapture();
  const scheduler = new FakeClock();
  const backend = backendAt(capture.port, { protocol: 'tcp', scheduler, interval: 10 });
  await backend.start();
  backend.recordCounter('hits');
  await scheduler.advance(10);
  await capture.waitFor((lines) => lines.length === 1);
  backend.recordCounter('hits', 6);
  await backend.shutdown();
  await backend.shutdown();
  await capture.waitFor((lines) => lines.includes('hits:6|c'));
  expect(scheduler.pending).toBe(0);
  expect(await readCode(backend.flush())).toBe('closed');
  expect(backend.account()).toMatchObject({ offered: 2, delivered: 2 });
  await capture.close();
});

test('shows the lines that it would send, and leaves them pending', async () => {
  const backend = backendAt(8125);
  backend.recordCounter('hits', 2, { a: 'x' });
  backend.setGauge('depth', 1.5);
  expect(await backend.getMetricsOutput()).toBe('hits;a=x:2|c\ndepth:1.5|g\n');
  expect(backend.getContentType()).toContain('text/plain');
  expect(backend.account().pending).toBe(2);
});

test('with explicit buckets, timings come from those that other backends use', async () => {
  const backend = backendAt(8125, { histograms: 'explicit' });
  const render = new Metrics(backend).histogram('render', { unit: 's' });
  for (const value of [0.26, 0.27, 0.49]) render.record(value);
  expect(await backend.getMetricsOutput()).toBe('render:286.666666667|ms\nrender:340|ms\nrender:393.333333333|ms\n');
});
