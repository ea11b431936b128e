import type { Metrics } from '../../metrics.ts';
import type { MetricsBackendPort } from '../../ports/metrics-backend-port.ts';
import type { MetricsRecorder } from '../../ports/metrics-recorder.ts';
import type { DatabasePoolMetrics } from '../database/database-pool-metrics.ts';
import { metricsOf } from '../metrics-of.ts';
import { forNamings, type NamingOptions } from '../naming.ts';
import { ClassicRecords } from './classic-records.ts';
import type { AppInfo, CollectorRecords } from './collector-records.ts';
import type { DatabaseQueryMetric } from './database-query-metric.ts';
import type { HttpRequestMetric } from './http-request-metric.ts';
import { SemanticRecords } from './semantic-records.ts';
import type { TaskMetric } from './task-metric.ts';
import type { TelegramApiMetric } from './telegram-api-metric.ts';
import type { TelegramUpdateMetric } from './telegram-update-metric.ts';

/**
 * Records what a service does: requests, Bot API calls, updates, queries, tasks. Durations are seconds.
 *
 * No method throws: a model that cannot be read is dropped and counted as `invalid`.
 */
export class MetricsCollectorService implements CollectorRecords {
  /** The facade, for metrics of your own beside these. */
  readonly metrics: Metrics;
  readonly #backend: MetricsRecorder & Partial<Pick<MetricsBackendPort, 'getMetricsOutput' | 'getContentType'>>;
  readonly #namings: readonly CollectorRecords[];

  /** @param backend a fan-out, one backend, or a mock with the three methods of `MetricsRecorder` */
  constructor(backend: MetricsRecorder | Metrics, options: NamingOptions = {}) {
    this.metrics = metricsOf(backend);
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

  /** Durations of `getUpdates` do not belong here: it waits by design. */
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

  /** A gauge that is always 1 and carries the version and the environment as labels. */
  setAppInfo(info: AppInfo): void {
    try {
      for (const naming of this.#namings) naming.setAppInfo(info);
    } catch {
      this.#refuse('application info');
    }
  }

  /** What the backend exposes or sends, in its own format; empty for a mock that has none. */
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
