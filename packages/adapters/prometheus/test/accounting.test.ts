import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { expect, it } from 'vitest';
import { PrometheusMetricsBackend } from '../src/index.ts';
import { httpRequest } from './http-request.ts';
import { parsePage, valuesOf } from './strict-page.ts';

/** More than the socket buffers of both sides take, so that a client decides how far the page gets. */
/** Series of 1,000 characters each: more than the operating system buffers. */
const LARGE = 40_000;

function recordLargePage(backend: PrometheusMetricsBackend): void {
  backend.initializeMetric({ name: 'large', type: 'counter', labels: ['text'], limit: LARGE });
  for (let i = 0; i < LARGE; i++) backend.recordCounter('large', 1, { text: `${i}`.padEnd(1000, 'x') });
}

/** A server whose scrapes can be waited for, and a client that has read the first bytes of one. */
async function startScrape(backend: PrometheusMetricsBackend) {
  let answer: Promise<void> | undefined;
  const server = createServer((request, response) => {
    answer = backend.handler(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const incoming = await new Promise<IncomingMessage>((resolveResponse, reject) => {
    get({ host: '127.0.0.1', port, agent: false }, resolveResponse).on('error', reject);
  });
  const close = () => new Promise((closed) => server.close(closed));
  return { incoming, answered: answer, close };
}

it('counts a complete GET as delivered, and neither HEAD nor getMetricsOutput()', async () => {
  const backend = new PrometheusMetricsBackend({ port: 0 });
  await backend.start();
  backend.recordCounter('bot.sent', 5);
  backend.recordCounter('bot.sent', 5);
  await backend.getMetricsOutput();
  await httpRequest(backend.address ?? '', { method: 'HEAD' });
  await backend.flush();
  expect(backend.account()).toMatchObject({ offered: 2, delivered: 0, pending: 2 });
  await httpRequest(backend.address ?? '');
  expect(backend.account()).toMatchObject({ offered: 2, delivered: 2, pending: 0 });
  await backend.shutdown();
});

it('leaves pending what a client that went away did not read to the end', async () => {
  const diagnostics = new CollectedDiagnostics();
  const backend = new PrometheusMetricsBackend({ listen: false, diagnostics });
  recordLargePage(backend);
  const { incoming, answered, close } = await startScrape(backend);
  incoming.destroy();
  await answered;
  expect(backend.account()).toMatchObject({ offered: LARGE, delivered: 0, pending: LARGE });
  expect(diagnostics.codes()).toEqual([]);
  await close();
});

it('counts as delivered what the page held, not what was recorded while it was read', async () => {
  const backend = new PrometheusMetricsBackend({ listen: false });
  recordLargePage(backend);
  const { incoming, answered, close } = await startScrape(backend);
  backend.recordCounter('meanwhile');
  incoming.resume();
  await answered;
  expect(backend.account()).toMatchObject({ offered: LARGE + 1, delivered: LARGE, pending: 1 });
  await close();
});

it('writes what was there at its start, although series are removed while it is written', async () => {
  const backend = new PrometheusMetricsBackend({ listen: false });
  recordLargePage(backend);
  backend.recordCounter('last');
  const { incoming, answered, close } = await startScrape(backend);
  const chunks: Buffer[] = [];
  for (const metric of backend.store.metrics) if (metric.definition.name === 'large') metric.clear();
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  await Promise.all([answered, once(incoming, 'end')]);
  const families = parsePage(Buffer.concat(chunks).toString(), 'text');
  expect(families[0]?.samples).toHaveLength(LARGE);
  expect(families.at(-1)?.name).toBe('last_total');
  expect(backend.account()).toMatchObject({
    offered: LARGE + 1,
    delivered: 1,
    pending: 0,
    dropped: { removed: LARGE },
  });
  await close();
});

it('drops series whose labels become equal, with one diagnostic per metric', async () => {
  const diagnostics = new CollectedDiagnostics();
  const backend = new PrometheusMetricsBackend({ port: 0, diagnostics });
  await backend.start();
  backend.recordCounter('bot.sent', 5, { 'a.b': 'x' });
  backend.recordCounter('bot.sent', 7, { a_b: 'x' });
  backend.recordCounter('bot.read', 5, { text: 'x\ud800' });
  backend.recordCounter('bot.read', 7, { text: 'x\ud801' });
  for (const _ of ['first', 'second']) {
    const { body } = await httpRequest(backend.address ?? '');
    expect(valuesOf(parsePage(body.toString(), 'text'))).toEqual({
      'bot_sent_total{a_b="x"}': 5,
      'bot_read_total{text="x\ufffd"}': 5,
    });
  }
  expect(backend.account()).toMatchObject({ offered: 4, delivered: 2, pending: 0, dropped: { refused: 2 } });
  expect(diagnostics.events.map(({ message }) => /metric "([\w.]+)"/.exec(message)?.[1])).toEqual([
    'bot.sent',
    'bot.read',
  ]);
  await backend.shutdown();
});

it('drops as unscraped what nobody has read at shutdown, and takes it back when it starts again', async () => {
  const backend = new PrometheusMetricsBackend({ port: 0 });
  await backend.start();
  backend.recordCounter('bot.sent');
  await backend.shutdown();
  expect(backend.account()).toMatchObject({ offered: 1, pending: 0, dropped: { unscraped: 1 } });
  await backend.start();
  expect(backend.account()).toMatchObject({ offered: 1, pending: 1, dropped: {} });
  await backend.shutdown();
});

it('cuts a scrape off that is still running at the deadline of the shutdown', async () => {
  const backend = new PrometheusMetricsBackend({ port: 0 });
  await backend.start();
  recordLargePage(backend);
  const incoming = await new Promise<IncomingMessage>((resolve) =>
    get(backend.address ?? '', { agent: false }, resolve),
  );
  const closed = new Promise((resolve) => incoming.once('error', resolve));
  await backend.shutdown(0);
  incoming.resume();
  await closed;
  expect(backend.account()).toMatchObject({ offered: LARGE, delivered: 0, dropped: { unscraped: LARGE } });
});

it('shows the labels of the series that a slot holds now', async () => {
  const backend = new PrometheusMetricsBackend({ listen: false });
  for (const kind of ['text', 'photo', 'voice']) {
    backend.recordCounter('bot.sent', 1, { kind });
    expect(await backend.getMetricsOutput()).toBe(`# TYPE bot_sent_total counter\nbot_sent_total{kind="${kind}"} 1\n`);
    for (const metric of backend.store.metrics) metric.clear();
  }
});
