import type { DatabaseMetricsPort } from '@bot-metrics/core';
import type { PgPool } from './pg-pool.ts';

/** Reads the connection counts of a pg pool for `DatabaseMetricsService`. */
export class PgDatabaseMetrics implements DatabaseMetricsPort {
  readonly #pool: PgPool;

  constructor(pool: PgPool) {
    this.#pool = pool;
  }

  async getActiveConnections(): Promise<number> {
    return this.#pool.totalCount - this.#pool.idleCount;
  }

  async getIdleConnections(): Promise<number> {
    return this.#pool.idleCount;
  }

  async getPoolSize(): Promise<number> {
    return this.#pool.options.max;
  }

  async getWaitingRequests(): Promise<number> {
    return this.#pool.waitingCount;
  }
}
