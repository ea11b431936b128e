import { execFile } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Metrics } from '@bot-metrics/core';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { expect, it, onTestFinished } from 'vitest';
import { PrometheusMetricsBackend, Pushgateway } from '../src/index.ts';

type Peer = (socket: Socket) => void;

/** A peer that accepts connections and does with them what it likes. */
async function startPeer(accept: Peer): Promise<{ url: string }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    accept(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const endless: Peer = (socket) => {
  socket.resume();
  socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
  const drip = setInterval(() => socket.write('1\r\nx\r\n'), 5);
  socket.on('close', () => clearInterval(drip));
};

const peers: [what: string, accept: Peer][] = [
  ['accepts and says nothing', (socket) => void socket.resume()],
  ['reads nothing of the page', (socket) => void socket.pause()],
  ['sends half of its headers', (socket) => void socket.resume().write('HTTP/1.1 200 OK\r\ncontent-le')],
  ['sends a body without an end', endless],
  [
    'announces a body and sends none',
    (socket) => void socket.resume().write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n'),
  ],
  ['sends interim answers only', (socket) => void socket.resume().write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(3))],
];

function fill(options: { series: number }): PrometheusMetricsBackend {
  const backend = new PrometheusMetricsBackend({ listen: false, diagnostics: new CollectedDiagnostics() });
  const counter = new Metrics(backend).counter('files', { labels: ['path'], limit: 100_000 });
  for (let i = 0; i < options.series; i++) counter.add(1, { path: `${i}`.padStart(200, 'x') });
  return backend;
}

it.each(peers)('settles by its deadline if the gateway %s', async (_, accept) => {
  const { url } = await startPeer(accept);
  // More than the buffers of a connection hold.
  const backend = fill({ series: 40_000 });
  const gateway = new Pushgateway({ url, job: 'backup', timeout: 0.2 });
  const started = performance.now();
  for (const request of [() => gateway.push(backend), () => gateway.add(backend), () => gateway.delete()]) {
    await expect(request()).rejects.toMatchObject({
      code: 'export_failed',
      message: `Pushgateway ${url}/metrics/job/backup: no answer within 0.2 s`,
    });
  }
  expect(performance.now() - started).toBeLessThan(5000);
  expect(backend.account()).toMatchObject({ delivered: 0, pending: 40_000 });
});

it('gives the collection of the page the same deadline, with its callbacks and with the credentials', async () => {
  const { url } = await startPeer((socket) => void socket.resume());
  const never = () => new Promise<never>(() => {});
  const backend = fill({ series: 1 });
  new Metrics(backend).observableGauge('late', {}, never);
  await expect(new Pushgateway({ url, job: 'x', timeout: 0.1 }).push(backend)).rejects.toThrow(
    'no answer within 0.1 s',
  );
  const stuck = { deliverPage: never };
  await expect(new Pushgateway({ url, job: 'x', timeout: 0.1 }).push(stuck)).rejects.toThrow('no answer within 0.1 s');
});

it.each(peers)(
  'keeps the process alive until it has settled, and its timer from garbage collection, if the gateway %s',
  async (_, accept) => {
    const { url } = await startPeer(accept);
    const script = fileURLToPath(new URL('push-and-collect-garbage.mjs', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script, url]);
    expect(stdout).toBe('no answer within 0.5 s\n');
  },
  20_000,
);
