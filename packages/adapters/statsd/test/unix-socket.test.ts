import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StatsdMetricsBackend } from '../src/statsd-metrics-backend.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'statsd-'));
  path = join(folder, 'daemon.sock');
});
afterEach(() => rm(folder, { recursive: true }));

async function startDaemon(): Promise<{ received: () => Promise<Buffer>; close: () => void }> {
  const connections: Promise<Buffer>[] = [];
  const server = createServer((socket: Socket) => {
    connections.push(socket.toArray().then((chunks) => Buffer.concat(chunks as Buffer[])));
  });
  server.listen(path);
  await once(server, 'listening');
  return { received: async () => Buffer.concat(await Promise.all(connections)), close: () => server.close() };
}

for (const [dialect, line] of [
  ['statsd', 'orders;kind=new:2|c'],
  ['influx', 'orders,kind=new:2|c'],
] as const) {
  test(`a Unix socket receives terminated ${dialect} lines`, async () => {
    const daemon = await startDaemon();
    const backend = new StatsdMetricsBackend({ path, dialect });
    backend.recordCounter('orders', 2, { kind: 'new' });
    await backend.shutdown();
    expect((await daemon.received()).toString()).toBe(`${line}\n`);
    daemon.close();
  });
}

test('a Unix socket receives DogStatsD packets preceded by their lengths, none above the limit', async () => {
  const daemon = await startDaemon();
  const backend = new StatsdMetricsBackend({ path, dialect: 'dogstatsd', maxPacketBytes: 64 });
  for (let i = 0; i < 20; i++) backend.recordCounter('orders', 2, { kind: `k${i}` });
  await backend.shutdown();
  const lines: string[] = [];
  for (let rest = await daemon.received(); rest.length > 0; ) {
    const length = rest.readUInt32LE();
    expect(length).toBeLessThanOrEqual(64);
    lines.push(
      ...rest
        .subarray(4, 4 + length)
        .toString()
        .split('\n'),
    );
    rest = rest.subarray(4 + length);
  }
  expect(lines).toEqual(Array.from({ length: 20 }, (_, i) => `orders:2|c|#kind:k${i}`));
  daemon.close();
});

test('packets for a missing Unix socket are sent when the daemon is there, with one log line for the outage and one for its end', async () => {
  const diagnostics = new CollectedDiagnostics();
  const backend = new StatsdMetricsBackend({ path, diagnostics });
  for (let i = 0; i < 3; i++) {
    backend.recordCounter('orders');
    await expect(backend.flush()).rejects.toThrow('correct "path"');
  }
  expect(backend.account()).toMatchObject({ offered: 3, delivered: 0, pending: 3 });
  const daemon = await startDaemon();
  await backend.flush();
  expect(backend.account()).toMatchObject({ offered: 3, delivered: 3, pending: 0, dropped: {}, ambiguous: 0 });
  expect(diagnostics.events.map(({ severity }) => severity)).toEqual(['warn', 'info']);
  await backend.shutdown();
  expect((await daemon.received()).toString()).toBe('orders:3|c\n');
  daemon.close();
});
