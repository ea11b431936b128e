import type { Metrics } from '../../metrics.ts';
import { forNamings, type Naming } from '../naming.ts';

/** A connection pool at one moment, in connections. */
export interface DatabasePoolMetrics {
  /** In use. */
  readonly active: number;
  readonly idle?: number;
  /** The most connections that the pool opens. */
  readonly max?: number;
  /** Requests waiting for a connection. */
  readonly waiting?: number;
  /** The pool's name. @default 'default' */
  readonly pool?: string;
  /** For the application's use; never a sample time. */
  readonly timestamp?: Date;
}

const POOL = 'db.client.connection.pool.name';
const DEFAULT_POOL = 'default';

/** The gauges of a connection pool under one naming. */
export interface PoolRecords {
  set(pool: DatabasePoolMetrics): void;
  /** Removes the series of a pool. */
  clear(pool?: string): void;
}

export function createPoolRecords(metrics: Metrics, naming: Naming | undefined): readonly PoolRecords[] {
  return forNamings<PoolRecords>(naming, {
    semantic: () => createSemanticPoolRecords(metrics),
    classic: () => createClassicPoolRecords(metrics),
  });
}

export function createSemanticPoolRecords(metrics: Metrics): PoolRecords {
  const connections = metrics.gauge('db.client.connection.count', {
    description: 'Connections of the pool, by state.',
    unit: '{connection}',
    labels: [POOL, 'db.client.connection.state'],
  });
  const maxConnections = metrics.gauge('db.client.connection.max', {
    description: 'Maximum number of connections of the pool.',
    unit: '{connection}',
    labels: [POOL],
  });
  const waitingRequests = metrics.gauge('db.client.connection.pending_requests', {
    description: 'Requests waiting for a connection.',
    unit: '{request}',
    labels: [POOL],
  });
  return {
    set({ active, idle, max, waiting, pool = DEFAULT_POOL }) {
      connections.set(active, { [POOL]: pool, 'db.client.connection.state': 'used' });
      if (idle !== undefined) connections.set(idle, { [POOL]: pool, 'db.client.connection.state': 'idle' });
      if (max !== undefined) maxConnections.set(max, { [POOL]: pool });
      if (waiting !== undefined) waitingRequests.set(waiting, { [POOL]: pool });
    },
    clear(pool = DEFAULT_POOL) {
      for (const state of ['used', 'idle']) connections.remove({ [POOL]: pool, 'db.client.connection.state': state });
      maxConnections.remove({ [POOL]: pool });
      waitingRequests.remove({ [POOL]: pool });
    },
  };
}

export function createClassicPoolRecords(metrics: Metrics): PoolRecords {
  const active = metrics.gauge('database_connections_active', { description: 'Database connections in use.' });
  return {
    set: (pool) => active.set(pool.active),
    clear: () => active.clear(),
  };
}
