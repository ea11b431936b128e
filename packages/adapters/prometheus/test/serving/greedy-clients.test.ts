import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Metrics } from '@bot-metrics/core';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { expect, it, onTestFinished, vi } from 'vitest';
import { PrometheusMetricsBackend } from '../../src/index.ts';
import { httpRequest } from '../http-request.ts';

const REQUEST = 'GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n';

/** A backend whose page is larger than the buffers of a connection, and that counts the snapshots made of it. */
async function startBackend(pageBytes = 20_000_000) {
  const diagnostics = new CollectedDiagnostics();
  const backend = new PrometheusMetricsBackend({ port: 0, diagnostics });
  const snapshots = { taken: 0 };
  new Metrics(backend).observableGauge('snapshots', {}, (observe) => observe(++snapshots.taken));
  const series = pageBytes / 1000;
  backend.initializeMetric({ name: 'large', type: 'counter', labels: ['text'], limit: Math.max(1, series) });
  for (let i = 0; i < series; i++) backend.recordCounter('large', 1, { text: `${i}`.padEnd(1000, 'x') });
  await backend.start();
  onTestFinished(() => backend.shutdown(0));
  return { backend, diagnostics, snapshots, url: backend.address ?? '' };
}

/** Sends requests at once and reads nothing of the responses. */
async function ask(backend: PrometheusMetricsBackend, requests: string): Promise<Socket> {
  const socket = connect(backend.port, '127.0.0.1').pause();
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.write(requests);
  return socket;
}

/** Lets everything happen that needs no further input. */
async function settle(): Promise<void> {
  for (let i = 0; i < 300; i++) await nextTurn();
}

it('answers one of the pipelined requests of a connection at a time, and other scrapers meanwhile', async () => {
  const { backend, snapshots, url } = await startBackend();
  // The first page fills the cache of encoded series.
  await httpRequest(url);
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 4; i++) await ask(backend, REQUEST.repeat(2000));
  await vi.waitFor(() => expect(snapshots.taken).toBeGreaterThan(1));
  await settle();
  expect(snapshots.taken).toBeLessThanOrEqual(5);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
  expect((await httpRequest(url)).status).toBe(200);
});

it('answers pipelined requests completely and in order, each with a page of its own', async () => {
  const { backend, snapshots } = await startBackend(0);
  const last = `HEAD /metrics HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`;
  const socket = await ask(backend, REQUEST.repeat(5) + last);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.resume();
  await once(socket, 'close');
  const pages = Buffer.concat(chunks)
    .toString()
    .match(/^snapshots \d+$/gm);
  expect(pages).toEqual(['snapshots 1', 'snapshots 2', 'snapshots 3', 'snapshots 4', 'snapshots 5']);
  expect(snapshots.taken).toBe(5);
});

it('ends a scrape behind a request that is never answered when their connection closes', async () => {
  const { backend } = await startBackend();
  let answered: Promise<void> | undefined;
  const server = createServer((request, response) => {
    if (request.url === '/metrics') answered = backend.handler(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(REQUEST.replace('/metrics', '/slow') + REQUEST);
  await vi.waitFor(() => expect(answered).toBeDefined());
  await settle();
  socket.destroy();
  await answered;
  const { delivered, offered, pending } = backend.account();
  expect([delivered, pending]).toEqual([0, offered]);
});

it('answers 32 scrapes at a time, the others in turn, and those without a turn in time with 503 and one diagnostic', async () => {
  const { backend, diagnostics, url } = await startBackend();
  const readers = await Promise.all(Array.from({ length: 32 }, () => ask(backend, REQUEST)));
  await settle();
  const headers = { 'x-prometheus-scrape-timeout-seconds': '0.1' };
  for (let i = 0; i < 2; i++) {
    const answer = await httpRequest(url, { headers });
    expect([answer.status, answer.body.toString()]).toEqual([503, '32 scrapes are in progress; try again later\n']);
    expect(answer.headers).toMatchObject({ connection: 'close', 'retry-after': '5' });
  }
  const refusals = diagnostics.events.filter(({ code }) => code === 'scrapes_in_flight');
  expect(refusals.map(({ message }) => message)).toEqual([
    'a scrape of backend "prometheus" was refused with 503: 32 scrapes are in progress; check who scrapes it',
  ]);
  const waiting = httpRequest(url);
  await settle();
  readers[0]!.destroy();
  expect((await waiting).status).toBe(200);
});

it.each([
  ['60 s after the collection', {}, 60],
  ['at the timeout that the scraper names', { 'x-prometheus-scrape-timeout-seconds': '10' }, 9],
])(
  'closes the connection of a scraper that reads slowly %s, releases its snapshot, and says so once',
  async (_, headers, seconds) => {
    const { backend, diagnostics } = await startBackend();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const request = `GET /metrics HTTP/1.1\r\nhost: a\r\n${lines.join('')}\r\n`;
    for (let scrape = 0; scrape < 2; scrape++) {
      const socket = await ask(backend, request);
      await once(socket, 'readable');
      const read = (): void => void socket.read(1000);
      for (let second = 1; second < seconds; second++) {
        await vi.advanceTimersByTimeAsync(1000);
        read();
      }
      expect(socket.readableEnded).toBe(false);
      await vi.advanceTimersByTimeAsync(1000);
      socket.resume();
      await once(socket, 'close');
      expect(socket.bytesRead).toBeLessThan(20_000_000);
    }
    const { offered, delivered, pending } = backend.account();
    expect([delivered, pending]).toEqual([0, offered]);
    expect(diagnostics.events.map(({ message }) => message)).toEqual([
      `a scraper of backend "prometheus" has not read the page within ${seconds} s; its connection was closed, and the records stay pending`,
    ]);
  },
);
