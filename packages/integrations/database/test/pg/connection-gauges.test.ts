import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { type Labels, MetricsCollectorService } from '@bot-metrics/core';
import { RecordingBackend } from '@bot-metrics/testing';
import { Pool } from 'pg';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { instrumentPgPool } from '../../src/pg/instrument-pg-pool.ts';

const instance = { poolName: 'main' };
let backend: RecordingBackend;
let pool: Pool;

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

beforeEach(async () => {
  backend = new RecordingBackend();
  pool = new Pool({ host: '127.0.0.1', port: await closedPort(), max: 3 });
});
afterEach(() => pool.end());

/** The last value of each series of the connection gauges. */
function shown(): Record<string, number> {
  const last: Record<string, number> = {};
  for (const { name, value, labels } of backend.records) last[`${name} ${stateOf(labels)}`.trim()] = value;
  return last;
}

function stateOf(labels: Labels): string {
  return String(labels['db.client.connection.state'] ?? '');
}

const empty = { used: 0, idle: 0, waiting: 0 };

function counts() {
  const values = shown();
  return {
    used: values['db.client.connection.count used'],
    idle: values['db.client.connection.count idle'],
    waiting: values['db.client.connection.pending_requests'],
  };
}

it.each([
  [
    'promises',
    () =>
      pool.connect().then(
        (client) => client.release(),
        () => {},
      ),
  ],
  ['callbacks', () => new Promise<void>((resolve) => pool.connect(() => resolve()))],
  [
    'queries',
    () =>
      pool.query('SELECT 1').then(
        () => {},
        () => {},
      ),
  ],
])('the gauges return to zero after connects with %s failed', async (_, attempt) => {
  instrumentPgPool(pool, new MetricsCollectorService(backend), instance);
  const attempts = Array.from({ length: 8 }, attempt);
  await Promise.resolve();
  expect(counts()).toEqual({ used: 3, idle: 0, waiting: 5 });
  await Promise.all(attempts);
  await vi.waitFor(() => expect(counts()).toEqual(empty));
});

it('the error of a failed connect is the original one', async () => {
  instrumentPgPool(pool, new MetricsCollectorService(backend), instance);
  await expect(pool.connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('the gauges return to zero after waiting for a connection timed out', async () => {
  await pool.end();
  const silent = createServer((socket) => void socket.on('error', () => {}).resume());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  pool = new Pool({
    host: '127.0.0.1',
    port: (silent.address() as AddressInfo).port,
    max: 1,
    connectionTimeoutMillis: 50,
  });
  instrumentPgPool(pool, new MetricsCollectorService(backend), instance);
  await Promise.allSettled([pool.connect(), pool.connect()]);
  await vi.waitFor(() => expect(counts()).toEqual(empty));
  silent.close();
});
