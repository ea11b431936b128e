import { createGuard, type MetricsCollectorService } from '@bot-metrics/core';
import { queryOutcome } from '../query-outcome.ts';
import { sqlOperation } from '../sql-operation.ts';
import { followCalls, type TracedCall } from '../traced-calls.ts';
import { mysqlErrorType } from './mysql-error-type.ts';

/** A query as published on the mysql2 channels. The statement contains values, so only its first word is used. */
interface QueryCall extends TracedCall {
  readonly query?: unknown;
}

const instrumented = new WeakSet<MetricsCollectorService>();

/**
 * Measures the queries and prepared statements of all mysql2 (3.24) connections and pools in this process through
 * diagnostics channels. Calling it twice with one collector has no effect.
 */
export function instrumentMysql2(collector: MetricsCollectorService): () => void {
  if (instrumented.has(collector)) return () => {};
  instrumented.add(collector);
  const guarded = createGuard('mysql2', collector);
  const follow = (channel: string) =>
    followCalls<QueryCall>(
      channel,
      guarded,
      () => true,
      ({ query, error }, duration) =>
        collector.recordDatabaseQuery({
          system: 'mysql',
          operation: sqlOperation(query),
          duration,
          ...queryOutcome(error, mysqlErrorType),
        }),
    );
  const stops = [follow('mysql2:query'), follow('mysql2:execute')];
  return () => {
    for (const stop of stops) stop();
    instrumented.delete(collector);
  };
}
