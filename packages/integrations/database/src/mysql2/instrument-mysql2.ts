import type { MetricsCollectorService } from '@bot-metrics/core';
import { queryOutcome } from '../query-outcome.ts';
import { sqlOperation } from '../sql-operation.ts';
import { followCalls, type TracedCall } from '../traced-calls.ts';
import { mysqlErrorType } from './mysql-error-type.ts';

/** A query on the channels of mysql2. The statement has its values in it: only its first word is looked at. */
interface QueryCall extends TracedCall {
  readonly query?: unknown;
}

const instrumented = new WeakSet<MetricsCollectorService>();

/**
 * Measures the queries and prepared statements of every mysql2 (3.24) connection and pool of this process, by its
 * diagnostics channels. A collector that is already in use here is left as it is.
 */
export function instrumentMysql2(collector: MetricsCollectorService): () => void {
  if (instrumented.has(collector)) return () => {};
  instrumented.add(collector);
  const follow = (channel: string) =>
    followCalls<QueryCall>(
      channel,
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
