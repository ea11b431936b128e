import { createGuard, type MetricsCollectorService } from '@bot-metrics/core';
import { clientErrorType } from '../client-error-type.ts';
import { queryOutcome } from '../query-outcome.ts';
import { sqlOperation } from '../sql-operation.ts';

/** The part of a better-sqlite3 statement that is used. */
export interface SqliteStatement {
  run: (...values: never[]) => unknown;
  get: (...values: never[]) => unknown;
  all: (...values: never[]) => unknown;
}

/** The part of a better-sqlite3 `Database` that is used. */
export interface SqliteDatabase {
  prepare: (source: never) => SqliteStatement;
  exec: (source: never) => unknown;
}

const instrumented = new WeakSet<SqliteDatabase>();

/**
 * Measures `exec`, and `run`, `get` and `all` of statements prepared after this call. `iterate` is not measured, since
 * the application's own work runs between the rows.
 *
 * Only this database and its statements are wrapped. Instrumenting a database twice has no effect.
 */
export function instrumentBetterSqlite3(database: SqliteDatabase, collector: MetricsCollectorService): () => void {
  if (instrumented.has(database)) return () => {};
  instrumented.add(database);
  const guarded = createGuard('better-sqlite3', collector);
  let watching = true;
  const measured = <R>(operation: string, run: () => R): R => {
    if (!watching) return run();
    const started = performance.now();
    const end = (error?: unknown) => {
      const duration = (performance.now() - started) / 1000;
      const outcome = queryOutcome(error, clientErrorType);
      guarded(() => collector.recordDatabaseQuery({ system: 'sqlite', operation, duration, ...outcome }));
    };
    let result: R;
    try {
      result = run();
    } catch (error) {
      end(error ?? new Error('nothing was thrown'));
      throw error;
    }
    end();
    return result;
  };
  const { prepare, exec } = database;
  const measuredPrepare: SqliteDatabase['prepare'] = (source) => {
    const statement = prepare.call(database, source);
    const operation = sqlOperation(source);
    for (const method of ['run', 'get', 'all'] as const) {
      const original = statement[method];
      statement[method] = (...values) => measured(operation, () => original.apply(statement, values));
    }
    return statement;
  };
  const measuredExec: SqliteDatabase['exec'] = (source) =>
    measured(sqlOperation(source), () => exec.call(database, source));
  database.prepare = measuredPrepare;
  database.exec = measuredExec;
  return () => {
    if (!watching) return;
    watching = false;
    instrumented.delete(database);
    if (database.prepare === measuredPrepare) database.prepare = prepare;
    if (database.exec === measuredExec) database.exec = exec;
  };
}
