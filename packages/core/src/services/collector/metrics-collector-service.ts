import type { Metrics } from '../../metrics.ts';
import { toMetrics } from '../../metrics.ts';
import type { MetricsBackendPort, MetricsRecorder } from '../../ports/metrics-backend-port.ts';
import type { DatabasePoolMetrics } from '../database/pool-records.ts';
import { forNamings, type NamingOptions } from '../naming.ts';
import { ClassicRecords } from './classic-records.ts';
import type {
  AppInfo,
  CollectorRecords,
  DatabaseQueryMetric,
  HttpRequestMetric,
  TaskMetric,
  TelegramApiMetric,
  TelegramUpdateMetric,
} from './collector-records.ts';
import { SemanticRecords } from './semantic-records.ts';

/**
 * Records the work of a service: requests, Bot API calls, updates, queries, tasks. Durations are in seconds.
 *
 * No method throws. A model that cannot be read is dropped and counted as `invalid`.
 */
export class MetricsCollectorService implements CollectorRecords {
  /** For metrics of the application beside these. */
  readonly metrics: Metrics;
  readonly #backend: MetricsRecorder & Partial<Pick<MetricsBackendPort, 'getMetricsOutput' | 'getContentType'>>;
  readonly #namings: readonly CollectorRecords[];

  /** @param backend a fan-out, one backend, or a mock with the three methods of `MetricsRecorder` */
  constructor(backend: MetricsRecorder | Metrics, options: NamingOptions = {}) {
    this.metrics = toMetrics(backend);
    this.#backend = 'recorder' in backend ? backend.recorder : backend;
    this.#namings = forNamings<CollectorRecords>(options.naming, {
      semantic: () => new SemanticRecords(this.metrics),
      classic: () => new ClassicRecords(this.metrics),
    });
  }

  recordHttpRequest(metric: HttpRequestMetric): void {
    try {
      for (const naming of this.#namings) naming.recordHttpRequest(metric);
    } catch {
      this.#refuse('an HTTP request');
    }
  }

  /** Not for `getUpdates`, which waits by design. */
  recordTelegramApiRequest(metric: TelegramApiMetric): void {
    try {
      for (const naming of this.#namings) naming.recordTelegramApiRequest(metric);
    } catch {
      this.#refuse('a Telegram API request');
    }
  }

  recordTelegramUpdate(metric: TelegramUpdateMetric): void {
    try {
      for (const naming of this.#namings) naming.recordTelegramUpdate(metric);
    } catch {
      this.#refuse('a Telegram update');
    }
  }

  recordDatabaseQuery(metric: DatabaseQueryMetric): void {
    try {
      for (const naming of this.#namings) naming.recordDatabaseQuery(metric);
    } catch {
      this.#refuse('a database query');
    }
  }

  recordTask(metric: TaskMetric): void {
    try {
      for (const naming of this.#namings) naming.recordTask(metric);
    } catch {
      this.#refuse('a task');
    }
  }

  updateDatabaseConnections(pool: DatabasePoolMetrics): void {
    try {
      for (const naming of this.#namings) naming.updateDatabaseConnections(pool);
    } catch {
      this.#refuse('a connection pool');
    }
  }

  updateTaskWorkers(active: number): void {
    for (const naming of this.#namings) naming.updateTaskWorkers(active);
  }

  /** Sets a gauge that is always 1, with the version and the environment as labels. */
  setAppInfo(info: AppInfo): void {
    try {
      for (const naming of this.#namings) naming.setAppInfo(info);
    } catch {
      this.#refuse('application info');
    }
  }

  /** The backend's output in its own format; empty for a mock without output. */
  async getMetricsOutput(): Promise<string> {
    return this.#backend.getMetricsOutput?.() ?? '';
  }

  getContentType(): string {
    return this.#backend.getContentType?.() ?? 'text/plain; charset=utf-8';
  }

  #refuse(what: string): void {
    this.metrics.store.refuse(`${what} whose model cannot be read`);
  }
}
