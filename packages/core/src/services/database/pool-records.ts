import type { Metrics } from '../../metrics.ts';
import { forNamings, type Naming } from '../naming.ts';
import type { DatabasePoolMetrics } from './database-pool-metrics.ts';

const POOL = 'db.client.connection.pool.name';
const DEFAULT_POOL = 'default';

/** The gauges of a connection pool under one naming. */
export interface PoolRecords {
  set(pool: DatabasePoolMetrics): void;
  /** Takes the series of that pool out. */
  clear(pool?: string): void;
}

export function poolRecords(metrics: Metrics, naming: Naming | undefined): readonly PoolRecords[] {
  return forNamings<PoolRecords>(naming, {
    semantic: () => semanticPoolRecords(metrics),
    classic: () => classicPoolRecords(metrics),
  });
}

export function semanticPoolRecords(metrics: Metrics): PoolRecords {
  const connections = metrics.gauge('db.client.connection.count', {
    description: 'Connections of the pool, by state.',
    unit: '{connection}',
    labels: [POOL, 'db.client.connection.state'],
  });
  const most = metrics.gauge('db.client.connection.max', {
    description: 'The most connections that the pool opens.',
    unit: '{connection}',
    labels: [POOL],
  });
  const waitingRequests = metrics.gauge('db.client.connection.pending_requests', {
    description: 'Requests that wait for a connection.',
    unit: '{request}',
    labels: [POOL],
  });
  return {
    set({ active, idle, max, waiting, pool = DEFAULT_POOL }) {
      connections.set(active, { [POOL]: pool, 'db.client.connection.state': 'used' });
      if (idle !== undefined) connections.set(idle, { [POOL]: pool, 'db.client.connection.state': 'idle' });
      if (max !== undefined) most.set(max, { [POOL]: pool });
      if (waiting !== undefined) waitingRequests.set(waiting, { [POOL]: pool });
    },
    clear(pool = DEFAULT_POOL) {
      for (const state of ['used', 'idle']) connections.remove({ [POOL]: pool, 'db.client.connection.state': state });
      most.remove({ [POOL]: pool });
      waitingRequests.remove({ [POOL]: pool });
    },
  };
}

export function classicPoolRecords(metrics: Metrics): PoolRecords {
  const active = metrics.gauge('database_connections_active', { description: 'Database connections in use.' });
  return {
    set: (pool) => active.set(pool.active),
    clear: () => active.clear(),
  };
}
