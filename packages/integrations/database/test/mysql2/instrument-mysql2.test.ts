import { MetricsCollectorService } from '@bot-metrics/core';
import { RecordingBackend } from '@bot-metrics/testing';
import mysql from 'mysql2';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { instrumentMysql2 } from '../../src/mysql2/instrument-mysql2.ts';
import { startMysqlServer } from '../mysql-server.ts';

const DURATION = 'db.client.operation.duration';
let server: Awaited<ReturnType<typeof startMysqlServer>>;
let pool: mysql.Pool;
let backend: RecordingBackend;
let collector: MetricsCollectorService;
let stop: () => void;

beforeEach(async () => {
  server = await startMysqlServer();
  pool = mysql.createPool({ host: '127.0.0.1', port: server.port, user: 'u' });
  backend = new RecordingBackend();
  collector = new MetricsCollectorService(backend);
  stop = instrumentMysql2(collector);
});

afterEach(async () => {
  stop();
  await pool.promise().end();
  server.close();
});

it('measures queries by callback and by promise, by first word only, with their errors', async () => {
  await new Promise<void>((resolve) => pool.query("UPDATE t SET x = 'secret'", () => resolve()));
  await pool.promise().query('SELECT ?', ['secret']);
  await expect(pool.promise().query('DELETE FROM bad')).rejects.toThrow('no secret');
  const common = { 'db.system.name': 'mysql' };
  expect(backend.labelsOf(DURATION)).toEqual([
    { ...common, 'db.operation.name': 'UPDATE' },
    { ...common, 'db.operation.name': 'SELECT' },
    { ...common, 'db.operation.name': 'DELETE', 'error.type': expect.stringMatching(/^([0-9A-Z]{2}|ER_PARSE_ERROR)$/) },
  ]);
});

it('measures once when given the same collector twice, and nothing once removed', async () => {
  instrumentMysql2(collector)();
  await pool.promise().query('SELECT 1');
  stop();
  await pool.promise().query('SELECT 1');
  expect(backend.labelsOf(DURATION)).toHaveLength(1);
});

it('leaves queries intact when recording throws', async () => {
  const broken = vi.fn(() => {
    throw new Error('broken backend');
  });
  class BrokenCollector extends MetricsCollectorService {
    override recordDatabaseQuery = broken;
  }
  const stopBroken = instrumentMysql2(new BrokenCollector(backend));
  await pool.promise().query('SELECT 1');
  expect(broken).toHaveBeenCalledTimes(1);
  stopBroken();
});
