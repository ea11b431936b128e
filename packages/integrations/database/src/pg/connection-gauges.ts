import { guarded, type MetricsCollectorService } from '@bot-metrics/core';
import type { PgPool, PgPoolEvent } from './pg-pool.ts';

const events: readonly PgPoolEvent[] = ['connect', 'acquire', 'release', 'remove'];

/** Sets the connection gauges of `pool` at each change. Returns the function that stops it. */
export function keepConnectionGauges(pool: PgPool, collector: MetricsCollectorService, name: string): () => void {
  let scheduled = false;
  const update = () => {
    scheduled = false;
    guarded(() =>
      collector.updateDatabaseConnections({
        pool: name,
        active: pool.totalCount - pool.idleCount,
        idle: pool.idleCount,
        max: pool.options.max,
        waiting: pool.waitingCount,
      }),
    );
  };
  // The pool tells of a change before it makes it; a microtask later it has, and several changes are one update.
  const changed = () => {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(update);
  };
  for (const event of events) pool.on(event, changed);
  // No event tells that a request began to wait, which is what a pool without free connections does.
  const connect = pool.connect;
  const watched = (...args: never[]): unknown => {
    changed();
    return connect.apply(pool, args);
  };
  pool.connect = watched;
  return () => {
    for (const event of events) pool.removeListener(event, changed);
    if (pool.connect === watched) pool.connect = connect;
  };
}
