import { createGuard, type MetricsCollectorService } from '@bot-metrics/core';
import { observeQuery } from './observe-query.ts';
import type { PgPool, PgPoolEvent } from './pg-pool.ts';

/** pg drops a connection that failed after its request had timed out without an event, some milliseconds later. */
const SETTLE_MILLISECONDS = 200;

const events: readonly PgPoolEvent[] = ['connect', 'acquire', 'release', 'remove'];

/** Updates the connection gauges whenever `pool` changes. Returns the function that stops it. */
export function keepConnectionGauges(pool: PgPool, collector: MetricsCollectorService, name: string): () => void {
  const guarded = createGuard('pg', collector);
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
  // The pool emits its events before it changes. A microtask later the change is visible, and several changes cost one
  // update.
  const changed = () => {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(update);
  };
  let recheck: NodeJS.Timeout | undefined;
  const settled = (error: unknown) => {
    changed();
    if (!error || recheck !== undefined) return;
    recheck = setTimeout(() => {
      recheck = undefined;
      changed();
    }, SETTLE_MILLISECONDS).unref();
  };
  for (const event of events) pool.on(event, changed);
  // pg emits no event when a request starts to wait for a connection, or when it fails, so `connect` is wrapped.
  const connect = pool.connect;
  const watched = (...args: never[]): unknown => {
    changed();
    return observeQuery((...passed) => connect.apply(pool, passed as never[]), args, settled);
  };
  pool.connect = watched;
  return () => {
    clearTimeout(recheck);
    for (const event of events) pool.removeListener(event, changed);
    if (pool.connect === watched) pool.connect = connect;
  };
}
