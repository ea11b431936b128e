import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Metrics, MultiMetricsBackend } from '@bot-metrics/core';
import { OtlpMetricsBackend } from '@bot-metrics/otlp';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { CollectedDiagnostics, FakeClock } from '@bot-metrics/testing';
import { expect, onTestFinished, test } from 'vitest';

const ROUND_SECONDS = 10;
const ROUNDS = 360;
const GUESTS = 200;
/** In rounds: the receiver is in doubt about every export. */
const OUTAGE = { from: 60, to: 240 };
const MEASURED_ROUNDS = [60, 120, 180, 240, 300, 360];

/** A receiver that keeps nothing. */
async function startReceiver(): Promise<{ endpoint: string; become(status: number): void }> {
  let status = 200;
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.writeHead(status).end());
  });
  const endpoint = await listen(server);
  return {
    endpoint,
    become: (next) => {
      status = next;
    },
  };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A scraper that asks for pages and reads none of them. */
async function askWithoutReading(address: string): Promise<Socket> {
  const { port } = new URL(address);
  const socket = connect(Number(port), '127.0.0.1').pause();
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write('GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(10));
  return socket;
}

/** Lets the clock pass until `work` has ended: retries wait for it. */
async function settle(work: Promise<unknown>, clock: FakeClock): Promise<void> {
  let isOver = false;
  void work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    for (let turn = 0; turn < 10 && !isOver; turn++) await setImmediate();
    if (!isOver) await clock.advance(0.1);
  }
}

function bytesInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let i = 0; i < 2; i++) collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

test('an hour of series that come and go, with an outage and scrapers that read nothing, leaves memory flat', async () => {
  const [clock, diagnostics, receiver] = [new FakeClock(), new CollectedDiagnostics(), await startReceiver()];
  const options = { clock, scheduler: clock, diagnostics };
  const page = new PrometheusMetricsBackend({ port: 0, ...options });
  const cumulative = new OtlpMetricsBackend({
    name: 'cumulative',
    endpoint: receiver.endpoint,

    ...options,
  });
  const delta = new OtlpMetricsBackend({
    name: 'delta',
    endpoint: receiver.endpoint,
    temporality: 'delta',

    ...options,
  });
  const fanOut = new MultiMetricsBackend([page, cumulative, delta], options);
  await fanOut.start();
  const metrics = new Metrics(fanOut);
  const seen = metrics.counter('guests.seen', { labels: ['guest'] });
  const stay = metrics.histogram('guests.stay', { labels: ['guest'] });
  let total = 0;
  metrics.observableCounter('guests.total', { labels: ['door'] }, (observe) => {
    if (total % 7 === 0) throw new Error('no counter at the door');
    observe(total, { door: total % 3 });
  });

  const bytes = new Map<number, number>();
  const scrapers: Socket[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    receiver.become(round >= OUTAGE.from && round < OUTAGE.to ? 504 : 200);
    for (let i = 0; i < GUESTS; i++) {
      const guest = `${round}-${i}`;
      seen.add(1, { guest });
      stay.record(i / 10, { guest });
    }
    total += 1;
    if (round % 60 === 1) scrapers.push(await askWithoutReading(page.address ?? ''));
    await (await fetch(page.address ?? '')).text();
    await settle(fanOut.flush(ROUND_SECONDS), clock);
    await clock.advance(ROUND_SECONDS);
    seen.clear();
    stay.clear();
    if (MEASURED_ROUNDS.includes(round)) bytes.set(round, bytesInUse());
  }
  for (const scraper of scrapers) scraper.destroy();
  const slots = [...fanOut.store.metrics].map((metric) => metric.index.slots);
  await settle(fanOut.shutdown(ROUND_SECONDS), clock);

  for (const { offered, delivered, pending, dropped } of Object.values(fanOut.accounts())) {
    const lost = Object.values(dropped).reduce((sum, records) => sum + records, 0);
    expect(delivered + pending + lost).toBe(offered);
    expect(delivered).toBeGreaterThan(0);
  }
  // The current guests, those that a held export contains, and those of the pages that nobody reads.
  expect(Math.max(...slots)).toBeLessThanOrEqual(GUESTS * (3 + scrapers.length));
  const first = bytes.get(MEASURED_ROUNDS[0]!)!;
  console.log('bytes in use by round:', Object.fromEntries(bytes), 'slots:', Math.max(...slots));
  for (const each of bytes.values()) expect(each).toBeLessThan(first * 1.2);
});
