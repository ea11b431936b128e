import { type Metrics, toMetrics } from '../../metrics.ts';
import type { MetricsRecorder } from '../../ports/metrics-backend-port.ts';
import type { NamingOptions } from '../naming.ts';
import { Polling, type PollingOptions } from '../polling.ts';
import { createPoolRecords, type DatabasePoolMetrics, type PoolRecords } from './pool-records.ts';

/** Reads a connection pool. */
export interface DatabaseMetricsPort {
  /** Connections in use. */
  getActiveConnections(): Promise<number>;
  getIdleConnections(): Promise<number>;
  /** The most connections that the pool opens. */
  getPoolSize(): Promise<number>;
  /** Requests waiting for a connection. */
  getWaitingRequests?(): Promise<number>;
}

/** The naming of the service's metrics, and how it polls its port. */
export interface DatabaseMetricsServiceOptions extends NamingOptions, PollingOptions {
  /** The pool's name, a label of its metrics. @default 'default' */
  readonly pool?: string;
}

/** Records the state of a connection pool. */
export class DatabaseMetricsService {
  readonly #port: DatabaseMetricsPort;
  readonly #pool: string | undefined;
  readonly #records: readonly PoolRecords[];
  readonly #polling: Polling;

  constructor(
    backend: MetricsRecorder | Metrics,
    port: DatabaseMetricsPort,
    options: DatabaseMetricsServiceOptions = {},
  ) {
    const metrics = toMetrics(backend);
    this.#port = port;
    this.#pool = options.pool;
    this.#records = createPoolRecords(metrics, options.naming);
    const polled = { what: 'the connection pool', collect: () => this.collect(), clear: () => this.#clear() };
    this.#polling = new Polling(polled, metrics.store.diagnostics, options);
  }

  /** Reads the port once and records the values. Rejects with the error of the port. */
  async collect(): Promise<DatabasePoolMetrics> {
    const [active, idle, max, waiting] = await Promise.all([
      this.#port.getActiveConnections(),
      this.#port.getIdleConnections(),
      this.#port.getPoolSize(),
      this.#port.getWaitingRequests?.(),
    ]);
    const pool = this.#pool === undefined ? {} : { pool: this.#pool };
    const metrics = { active, idle, max, ...(waiting === undefined ? {} : { waiting }), ...pool };
    for (const records of this.#records) records.set(metrics);
    return metrics;
  }

  /**
   * Collects now and every `intervalSeconds`.
   * @throws BotMetricsError `invalid_configuration` for an interval that is not above 0
   */
  start(intervalSeconds: number): void {
    this.#polling.start(intervalSeconds);
  }

  /** Stops polling. The last values stay. */
  stop(): void {
    this.#polling.stop();
  }

  #clear(): void {
    for (const records of this.#records) records.clear(this.#pool);
  }
}
