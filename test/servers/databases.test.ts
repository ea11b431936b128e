import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Labels, MetricsCollectorService } from '@bot-metrics/core';
import { instrumentMysql2 } from '@bot-metrics/database/mysql2';
import { instrumentPgPool } from '@bot-metrics/database/pg';
import { instrumentRedis } from '@bot-metrics/database/redis';
import { RecordingBackend } from '@bot-metrics/testing';
import { Redis } from 'ioredis';
import mysql from 'mysql2/promise';
import { Pool } from 'pg';
import { createClient } from 'redis';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type DatabaseServer, startMariadb, startPostgres, startRedis } from './database-server.ts';

const DURATION = 'db.client.operation.duration';
let backend: RecordingBackend;
let collector: MetricsCollectorService;

beforeEach(() => {
  backend = new RecordingBackend();
  collector = new MetricsCollectorService(backend);
});

const examples = fileURLToPath(new URL('../../examples/integrations/dist/', import.meta.url));

/** The output of an example. */
async function printed(example: string, settings: Readonly<Record<string, string>>): Promise<string> {
  const env = { ...process.env, ...settings };
  const { stdout } = await promisify(execFile)(process.execPath, [`${examples}${example}.js`], { env });
  return stdout;
}

/** How often each operation was measured, with its error if any. */
function operations(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { 'db.operation.name': operation, 'error.type': error } of backend.labelsOf(DURATION) as Labels[]) {
    const key = error === undefined ? `${operation}` : `${operation} ${error}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

function readDurations(operation: string): number[] {
  const labels = backend.labelsOf(DURATION);
  return backend.valuesOf(DURATION).filter((_, i) => labels[i]?.['db.operation.name'] === operation);
}

describe('PostgreSQL', () => {
  let server: DatabaseServer;
  let pool: Pool;
  let stop: () => void;

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.close());

  beforeEach(() => {
    pool = new Pool({ host: '127.0.0.1', port: server.port, user: 'postgres', database: 'postgres', max: 2 });
    stop = instrumentPgPool(pool, collector, { poolName: 'main' });
    return async () => {
      stop();
      await pool.end();
    };
  });

  test('counts executed statements, and errors by class', async () => {
    await pool.query('CREATE TEMPORARY TABLE users (id int PRIMARY KEY)');
    const client = await pool.connect();
    await client.query('CREATE TEMPORARY TABLE IF NOT EXISTS users (id int PRIMARY KEY)');
    await client.query('BEGIN');
    for (let id = 0; id < 20; id++) await client.query('INSERT INTO users VALUES ($1)', [id]);
    await expect(client.query('INSERT INTO users VALUES (1)')).rejects.toMatchObject({ code: '23505' });
    await client.query('ROLLBACK');
    client.release();
    await expect(pool.query('SELECT secret FROM nowhere')).rejects.toMatchObject({ code: '42P01' });
    expect(operations()).toEqual({
      CREATE: 2,
      BEGIN: 1,
      INSERT: 20,
      'INSERT 23': 1,
      ROLLBACK: 1,
      'SELECT 42': 1,
    });
  });

  test("measures the server's time for concurrent queries and shows who waits for a connection", async () => {
    const waiting = () => Math.max(0, ...backend.valuesOf('db.client.connection.pending_requests'));
    await Promise.all(Array.from({ length: 4 }, () => pool.query('SELECT pg_sleep(0.3)')));
    for (const seconds of readDurations('SELECT')) {
      expect(seconds).toBeGreaterThan(0.29);
      expect(seconds).toBeLessThan(3);
    }
    expect(readDurations('SELECT')).toHaveLength(4);
    expect(waiting()).toBe(2);
    await vi.waitFor(() => expect(backend.valuesOf('db.client.connection.pending_requests').at(-1)).toBe(0));
  });

  test('is measured in the example', async () => {
    const page = await printed('pg', { PGHOST: '127.0.0.1', PGPORT: `${server.port}`, PGUSER: 'postgres' });
    expect(page).toMatch(/^db_client_operation_duration_seconds_count\{.*db_operation_name="SELECT"\} 1$/m);
    expect(page).toMatch(/^db_client_connection_max\{db_client_connection_pool_name="main"\} 10$/m);
  });
});

describe('MariaDB', () => {
  let server: DatabaseServer;
  let pool: mysql.Pool;
  let stop: () => void;

  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server.close());

  beforeEach(() => {
    stop = instrumentMysql2(collector);
    pool = mysql.createPool({ host: '127.0.0.1', port: server.port, user: 'root', connectionLimit: 2 });
    return async () => {
      stop();
      await pool.end();
    };
  });

  test('counts executed and prepared statements, and errors by class', async () => {
    await pool.query('CREATE DATABASE shop');
    const connection = await pool.getConnection();
    await connection.query('USE shop');
    await connection.query('CREATE TABLE users (id int PRIMARY KEY)');
    await connection.beginTransaction();
    for (let id = 0; id < 20; id++) await connection.execute('INSERT INTO users VALUES (?)', [id]);
    await expect(connection.execute('INSERT INTO users VALUES (?)', [1])).rejects.toMatchObject({ errno: 1062 });
    await connection.rollback();
    const [rows] = await connection.query('SELECT count(*) AS users FROM users');
    expect(rows).toEqual([{ users: 0 }]);
    connection.release();
    await expect(pool.query('SELECT secret FROM nowhere.users')).rejects.toMatchObject({ sqlState: '42S02' });
    await pool.query('DROP DATABASE shop');
    expect(operations()).toEqual({
      CREATE: 2,
      USE: 1,
      START: 1,
      INSERT: 20,
      'INSERT 23': 1,
      ROLLBACK: 1,
      SELECT: 1,
      'SELECT 42': 1,
      DROP: 1,
    });
  });

  test("measures the server's time for concurrent queries", async () => {
    await Promise.all(Array.from({ length: 4 }, () => pool.query('SELECT sleep(0.3)')));
    expect(readDurations('SELECT')).toHaveLength(4);
    for (const seconds of readDurations('SELECT')) {
      expect(seconds).toBeGreaterThan(0.29);
      expect(seconds).toBeLessThan(3);
    }
  });

  test('is measured in the example', async () => {
    const page = await printed('mysql2', { MYSQL_PORT: `${server.port}` });
    expect(page).toMatch(/^db_client_operation_duration_seconds_count\{.*db_operation_name="SELECT"\} 1$/m);
  });
});

describe('Redis', () => {
  let server: DatabaseServer;
  let stop: () => void;

  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.close());

  beforeEach(() => {
    stop = instrumentRedis(collector);
    return () => stop();
  });

  test('counts the commands of ioredis, its pipelines and transactions', async () => {
    const redis = new Redis({ host: '127.0.0.1', port: server.port });
    for (let i = 0; i < 20; i++) await redis.set(`user:${i}`, 'secret');
    await redis.pipeline().get('user:1').get('user:2').exec();
    await redis.multi().incr('n').incr('n').exec();
    await expect(redis.lpush('user:1', 'x')).rejects.toThrow('WRONGTYPE');
    await expect(redis.call('USER:42', 'secret')).rejects.toThrow('unknown command');
    await redis.blpop('empty', 0.1);
    // ioredis notifies the application before its channel.
    await vi.waitFor(() => expect(operations()['OTHER ERR']).toBe(1));
    expect(operations()).toEqual({
      SET: 20,
      GET: 2,
      MULTI: 1,
      INCR: 2,
      EXEC: 1,
      'LPUSH WRONGTYPE': 1,
      'OTHER ERR': 1,
    });
    await redis.flushall();
    await redis.quit();
  });

  test('counts the commands of node-redis, its pipelines by command and its transactions as one', async () => {
    const redis = createClient({ socket: { host: '127.0.0.1', port: server.port } });
    await redis.connect();
    for (let i = 0; i < 20; i++) await redis.set(`user:${i}`, 'secret');
    await redis.multi().incr('n').incr('n').exec();
    await redis.multi().get('user:1').get('user:2').execAsPipeline();
    await expect(redis.lPush('user:1', 'x')).rejects.toThrow('WRONGTYPE');
    await redis.blPop('empty', 0.1);
    expect(operations()).toEqual({ SET: 20, MULTI: 1, GET: 2, 'LPUSH WRONGTYPE': 1 });
    await redis.flushAll();
    await redis.close();
  });

  test("measures the server's time", async () => {
    const redis = new Redis({ host: '127.0.0.1', port: server.port });
    await redis.call('DEBUG', 'SLEEP', '0.3');
    await vi.waitFor(() => expect(readDurations('DEBUG')).toHaveLength(1));
    expect(readDurations('DEBUG')[0]).toBeGreaterThan(0.29);
    expect(readDurations('DEBUG')[0]).toBeLessThan(3);
    await redis.quit();
  });

  test('is measured in the example', async () => {
    const page = await printed('redis', { REDIS_PORT: `${server.port}` });
    expect(page).toMatch(/^db_client_operation_duration_seconds_count\{.*db_operation_name="SET"\} 1$/m);
  });
});
