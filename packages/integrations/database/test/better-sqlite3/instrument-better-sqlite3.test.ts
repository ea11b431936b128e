import { MetricsCollectorService } from '@bot-metrics/core';
import { RecordingBackend } from '@bot-metrics/testing';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { instrumentBetterSqlite3 } from '../../src/better-sqlite3/instrument-better-sqlite3.ts';

const DURATION = 'db.client.operation.duration';
let database: Database.Database;
let backend: RecordingBackend;
let collector: MetricsCollectorService;

beforeEach(() => {
  database = new Database(':memory:');
  backend = new RecordingBackend();
  collector = new MetricsCollectorService(backend);
});

afterEach(() => void database.close());

const seen = () => backend.labelsOf(DURATION).map((labels) => [labels['db.operation.name'], labels['error.type']]);

it('measures exec, run, get and all by the first word of the statement and leaves results unchanged', () => {
  instrumentBetterSqlite3(database, collector);
  database.exec('CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)');
  const insert = database.prepare('INSERT INTO users VALUES (?, ?)');
  expect(insert.run(1, 'secret').changes).toBe(1);
  expect(database.prepare('SELECT name FROM users').pluck().get()).toBe('secret');
  expect(database.prepare('SELECT * FROM users WHERE id = ?').all(1)).toEqual([{ id: 1, name: 'secret' }]);
  expect(seen()).toEqual([
    ['CREATE', undefined],
    ['INSERT', undefined],
    ['SELECT', undefined],
    ['SELECT', undefined],
  ]);
  expect(backend.labelsOf(DURATION)[0]).toMatchObject({ 'db.system.name': 'sqlite' });
});

it('records the code of an error and rethrows the error unchanged', () => {
  instrumentBetterSqlite3(database, collector);
  database.exec('CREATE TABLE users (id INTEGER PRIMARY KEY)');
  const insert = database.prepare('INSERT INTO users VALUES (?)');
  insert.run(1);
  expect(() => insert.run(1)).toThrow(Database.SqliteError);
  expect(seen().at(-1)).toEqual(['INSERT', 'SQLITE_CONSTRAINT_PRIMARYKEY']);
});

it('runs and rolls back a transaction as without instrumentation', () => {
  instrumentBetterSqlite3(database, collector);
  database.exec('CREATE TABLE users (id INTEGER PRIMARY KEY)');
  const insert = database.prepare('INSERT INTO users VALUES (?)');
  const both = database.transaction((id: number) => {
    insert.run(id);
    insert.run(id);
  });
  expect(() => both(1)).toThrow();
  expect(database.prepare('SELECT count(*) FROM users').pluck().get()).toBe(0);
});

it('measures once when applied twice, and nothing once removed, earlier statements included', () => {
  const stop = instrumentBetterSqlite3(database, collector);
  instrumentBetterSqlite3(database, collector)();
  const select = database.prepare('SELECT 1');
  select.get();
  stop();
  stop();
  select.get();
  database.prepare('SELECT 2').get();
  expect(seen()).toHaveLength(1);
});

it('leaves statements intact when recording throws', () => {
  const broken = vi.fn(() => {
    throw new Error('broken backend');
  });
  class BrokenCollector extends MetricsCollectorService {
    override recordDatabaseQuery = broken;
  }
  instrumentBetterSqlite3(database, new BrokenCollector(backend));
  expect(database.prepare('SELECT 1').pluck().get()).toBe(1);
  expect(broken).toHaveBeenCalledTimes(1);
});
