import type { Metrics } from '../../metrics.ts';
import type { MetricsRecorder } from '../../ports/metrics-recorder.ts';
import { metricsOf } from '../metrics-of.ts';
import type { NamingOptions } from '../naming.ts';
import { Polling, type PollingOptions } from '../polling.ts';
import type { DatabaseMetricsPort } from './database-metrics-port.ts';
import type { DatabasePoolMetrics } from './database-pool-metrics.ts';
import { type PoolRecords, poolRecords } from './pool-records.ts';

/** How the service names its metrics and polls its port. */
export interface DatabaseMetricsServiceOptions extends NamingOptions, PollingOptions {
  /** @default 'default' */
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
    const metrics = metricsOf(backend);
    this.#port = port;
    this.#pool = options.pool;
    this.#records = poolRecords(metrics, options.naming);
    const polled = { what: 'the connection pool', collect: () => this.collect(), clear: () => this.#clear() };
    this.#polling = new Polling(polled, metrics.store.diagnostics, options);
  }

  /** Reads the port once and records it. Rejects with what the port rejects with. */
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

  /** Collects now and every `intervalSeconds`. */
  start(intervalSeconds: number): void {
    this.#polling.start(intervalSeconds);
  }

  stop(): void {
    this.#polling.stop();
  }

  #clear(): void {
    for (const records of this.#records) records.clear(this.#pool);
  }
}
