import { MetricsCollectorService } from '@bot-metrics/core';
import { RecordingBackend } from '@bot-metrics/testing';
import { Pool, Query } from 'pg';
import Cursor from 'pg-cursor';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { instrumentPgPool } from '../../src/pg/instrument-pg-pool.ts';
import { PgDatabaseMetrics } from '../../src/pg/pg-database-metrics.ts';
import { PgliteServer } from '../pglite-server.ts';

const DURATION = 'db.client.operation.duration';
const select = { 'db.system.name': 'postgresql', 'db.operation.name': 'SELECT' };

let server: PgliteServer;
let pool: Pool;
let backend: RecordingBackend;
let collector: MetricsCollectorService;

beforeAll(async () => {
  server = await PgliteServer.start();
}, 60_000);

afterAll(() => server.stop());

beforeEach(() => {
  pool = new Pool(server.poolConfig);
  backend = new RecordingBackend();
  collector = new MetricsCollectorService(backend);
});

afterEach(() => pool.end());

describe('instrumentPgPool', () => {
  it('measures a query of the pool once, in seconds', async () => {
    instrumentPgPool(pool, collector);
    const { rows } = await pool.query('SELECT $1::int AS n', [7]);
    expect(rows).toEqual([{ n: 7 }]);
    expect(backend.labelsOf(DURATION)).toEqual([select]);
    expect(backend.valuesOf(DURATION)[0]).toBeLessThan(5);
  });

  it('measures the queries of a transaction', async () => {
    instrumentPgPool(pool, collector);
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query({ text: 'SELECT 1' });
    await client.query('ROLLBACK');
    client.release();
    const operations = backend.labelsOf(DURATION).map((labels) => labels['db.operation.name']);
    expect(operations).toEqual(['BEGIN', 'SELECT', 'ROLLBACK']);
  });

  it('measures a query with a callback and passes its result on', async () => {
    instrumentPgPool(pool, collector);
    const client = await pool.connect();
    const row = await new Promise((resolve) => {
      client.query('SELECT 2 AS n', (_error, result) => resolve(result.rows[0]));
    });
    client.release();
    expect(row).toEqual({ n: 2 });
    expect(backend.labelsOf(DURATION)).toEqual([select]);
  });

  it.each([
    ['a callback in its configuration', (done: () => void) => [{ text: 'SELECT 2', callback: done }]],
    ['a callback in its configuration and values', (done: () => void) => [{ text: 'SELECT $1', callback: done }, [2]]],
    ['a configuration and a callback', (done: () => void) => [{ text: 'SELECT 2' }, done]],
    ['a configuration, values and a callback', (done: () => void) => [{ text: 'SELECT $1' }, [2], done]],
  ])('measures a query with %s once each time, although the configuration is used again', async (_, makeArgs) => {
    instrumentPgPool(pool, collector);
    const client = await pool.connect();
    let called: () => void = () => {};
    const args = makeArgs(() => called()) as [never];
    for (let run = 1; run <= 3; run++) {
      await new Promise<void>((resolve) => {
        called = resolve;
        client.query(...args);
      });
      expect(backend.labelsOf(DURATION)).toEqual(Array(run).fill(select));
    }
    client.release();
  });

  it('records a failed query whose callback is in its configuration', async () => {
    instrumentPgPool(pool, collector);
    const client = await pool.connect();
    await new Promise((callback) => void client.query({ text: 'SELECT 1/0', callback } as never));
    client.release();
    expect(backend.labelsOf(DURATION)).toEqual([{ ...select, 'error.type': '22' }]);
  });

  it('records the SQLSTATE class of a failure and passes the error on', async () => {
    instrumentPgPool(pool, collector);
    await expect(pool.query('SELECT * FROM nowhere')).rejects.toMatchObject({ code: '42P01' });
    const client = await pool.connect();
    await expect(client.query('SELECT 1/0')).rejects.toMatchObject({ code: '22012' });
    client.release();
    expect(backend.labelsOf(DURATION)).toEqual([
      { ...select, 'error.type': '42' },
      { ...select, 'error.type': '22' },
    ]);
  });

  it('measures a submitted query object by its own callbacks', async () => {
    instrumentPgPool(pool, collector);
    const client = await pool.connect();
    const rows: unknown[] = [];
    await new Promise((resolve) => {
      client
        .query(new Query('SELECT 3 AS n'))
        .on('row', (row) => rows.push(row))
        .on('end', resolve);
    });
    const failed = client.query(new Query('SELECT 1/0'));
    const error = await new Promise((resolve) => failed.on('error', resolve));
    client.release();
    expect(rows).toEqual([{ n: 3 }]);
    expect(error).toMatchObject({ code: '22012' });
    expect(backend.labelsOf(DURATION)).toEqual([select, { ...select, 'error.type': '22' }]);
  });

  it('measures a cursor until its rows are read', async () => {
    instrumentPgPool(pool, collector);
    const client = await pool.connect();
    const cursor = client.query(new Cursor('SELECT * FROM generate_series(1, 3)'));
    expect(await cursor.read(2)).toHaveLength(2);
    expect(backend.labelsOf(DURATION)).toEqual([]);
    expect(await cursor.read(2)).toHaveLength(1);
    await cursor.close();
    client.release();
    expect(backend.labelsOf(DURATION)).toEqual([select]);
  });

  it('does not hide an unhandled rejection', async () => {
    instrumentPgPool(pool, collector);
    const client = await pool.connect();
    const unhandled = new Promise((resolve) => {
      const others = process.listeners('unhandledRejection');
      process.removeAllListeners('unhandledRejection');
      process.once('unhandledRejection', (reason) => {
        for (const other of others) process.on('unhandledRejection', other);
        resolve(reason);
      });
    });
    void client.query('SELECT 1/0');
    expect(await unhandled).toMatchObject({ code: '22012' });
    client.release();
  });

  it('measures clients that were already connected', async () => {
    await pool.query('SELECT 1');
    expect(pool.totalCount).toBe(1);
    instrumentPgPool(pool, collector);
    await pool.query('SELECT 1');
    expect(backend.labelsOf(DURATION)).toEqual([select]);
  });

  it('measures once when the pool is instrumented twice', async () => {
    instrumentPgPool(pool, collector);
    instrumentPgPool(pool, collector);
    await pool.query('SELECT 1');
    expect(backend.labelsOf(DURATION)).toEqual([select]);
  });

  it('restores the pool once removed, and can be applied again', async () => {
    const { connect } = pool;
    const takeOut = instrumentPgPool(pool, collector, { poolName: 'main' });
    await pool.query('SELECT 1');
    takeOut();
    takeOut();
    await pool.query('SELECT 1');
    expect(backend.labelsOf(DURATION)).toHaveLength(1);
    expect(pool.connect).toBe(connect);
    expect(pool.eventNames()).toEqual([]);
    instrumentPgPool(pool, collector);
    await pool.query('SELECT 1');
    expect(backend.labelsOf(DURATION)).toHaveLength(2);
  });

  it('returns query results even if recording throws', async () => {
    const broken = () => {
      throw new Error('broken collector');
    };
    class BrokenCollector extends MetricsCollectorService {
      override recordDatabaseQuery = vi.fn(broken);
      override updateDatabaseConnections = vi.fn(broken);
    }
    const brokenCollector = new BrokenCollector(backend);
    instrumentPgPool(pool, brokenCollector, { poolName: 'main' });
    expect((await pool.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
    expect(brokenCollector.recordDatabaseQuery).toHaveBeenCalledTimes(1);
    expect(brokenCollector.updateDatabaseConnections).toHaveBeenCalled();
  });

  it('sets no connection gauges without a pool name', async () => {
    instrumentPgPool(pool, collector);
    await pool.query('SELECT 1');
    expect(backend.records.filter(({ name }) => name.startsWith('db.client.connection'))).toEqual([]);
  });

  it('follows the connections of a named pool, including requests that wait', async () => {
    instrumentPgPool(pool, collector, { poolName: 'main' });
    const last = (name: string, state?: string) =>
      backend.records.findLast(
        (record) => record.name === name && record.labels['db.client.connection.state'] === state,
      )?.value;
    const clients = [await pool.connect(), await pool.connect()];
    const waiting = pool.connect();
    await vi.waitFor(() => expect(last('db.client.connection.pending_requests')).toBe(1));
    expect(last('db.client.connection.count', 'used')).toBe(2);
    expect(last('db.client.connection.max')).toBe(2);
    for (const client of clients) client.release();
    (await waiting).release();
    await vi.waitFor(() => expect(last('db.client.connection.count', 'idle')).toBe(2));
    expect(last('db.client.connection.count', 'used')).toBe(0);
    expect(last('db.client.connection.pending_requests')).toBe(0);
    expect(backend.labelsOf('db.client.connection.max')[0]).toEqual({ 'db.client.connection.pool.name': 'main' });
  });
});

describe('PgDatabaseMetrics', () => {
  it('reads used, idle and waiting connections and the pool size', async () => {
    const metrics = new PgDatabaseMetrics(pool);
    const read = () =>
      Promise.all([
        metrics.getActiveConnections(),
        metrics.getIdleConnections(),
        metrics.getPoolSize(),
        metrics.getWaitingRequests(),
      ]);
    expect(await read()).toEqual([0, 0, 2, 0]);
    const clients = [await pool.connect(), await pool.connect()];
    const waiting = pool.connect();
    expect(await read()).toEqual([2, 0, 2, 1]);
    for (const client of clients) client.release();
    (await waiting).release();
    expect(await read()).toEqual([0, 2, 2, 0]);
  });
});
