import { createGuard, type MetricsCollectorService } from '@bot-metrics/core';
import { queryOutcome } from '../query-outcome.ts';
import { sqlOperation } from '../sql-operation.ts';
import { keepConnectionGauges } from './connection-gauges.ts';
import { observeQuery } from './observe-query.ts';
import type { PgClient, PgPool } from './pg-pool.ts';
import { postgresErrorType } from './postgres-error-type.ts';

/** What to measure besides queries. */
export interface PgPoolOptions {
  /**
   * The label `db.client.connection.pool.name`. If set, the connection gauges follow the pool; if not, they are left to
   * `DatabaseMetricsService` with `PgDatabaseMetrics`. @default none
   */
  readonly poolName?: string;
}

const instrumented = new WeakSet<PgPool>();

/**
 * Measures every query that the clients of a pg pool run: `pool.query`, transactions, callbacks, promises and cursors.
 *
 * Clients are wrapped when they connect or are next taken from the pool; prototypes stay untouched. Queries that
 * `drizzle`, `knex` or `@prisma/adapter-pg` run through the pool are measured too. Instrumenting a pool twice has no
 * effect.
 */
export function instrumentPgPool(
  pool: PgPool,
  collector: MetricsCollectorService,
  options: PgPoolOptions = {},
): () => void {
  if (instrumented.has(pool)) return () => {};
  instrumented.add(pool);
  const unwraps = new Map<PgClient, () => void>();
  const wrap = (client: PgClient) => {
    if (!unwraps.has(client)) unwraps.set(client, wrapClient(client, collector));
  };
  const forget = (client: PgClient) => unwraps.delete(client);
  pool.on('connect', wrap);
  pool.on('acquire', wrap);
  pool.on('remove', forget);
  const { poolName } = options;
  const releaseGauges = poolName === undefined ? undefined : keepConnectionGauges(pool, collector, poolName);
  return () => {
    if (!instrumented.delete(pool)) return;
    pool.removeListener('connect', wrap);
    pool.removeListener('acquire', wrap);
    pool.removeListener('remove', forget);
    for (const unwrap of unwraps.values()) unwrap();
    unwraps.clear();
    releaseGauges?.();
  };
}

function wrapClient(client: PgClient, collector: MetricsCollectorService): () => void {
  const guarded = createGuard('pg', collector);
  const original = client.query;
  const measured = (...args: never[]): unknown => {
    let operation = sqlOperation(undefined);
    guarded(() => {
      operation = sqlOperation(readStatement(args[0]));
    });
    const started = performance.now();
    return observeQuery(
      (...passed) => original.apply(client, passed as never[]),
      args,
      (error) => {
        const duration = (performance.now() - started) / 1000;
        guarded(() =>
          collector.recordDatabaseQuery({
            system: 'postgresql',
            operation,
            duration,
            ...queryOutcome(error, postgresErrorType),
          }),
        );
      },
    );
  };
  client.query = measured;
  return () => {
    if (client.query === measured) client.query = original;
  };
}

/** The SQL text of a query given as a string, a query configuration, a cursor, or a stream that holds a cursor. */
function readStatement(config: unknown): unknown {
  if (typeof config !== 'object' || config === null) return config;
  const { text, cursor } = config as { readonly text?: unknown; readonly cursor?: unknown };
  return text ?? (cursor === undefined ? undefined : readStatement(cursor));
}
