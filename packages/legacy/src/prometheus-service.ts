import type {
  AppInfo,
  DatabasePoolMetrics,
  DatabaseQueryMetric,
  HealthCheckResult,
  HttpRequestMetric,
  TaskMetric,
  TelegramApiMetric,
} from '@bot-metrics/core';

/** The old positional arguments, or the old keyword arguments in camelCase as one object. */
export type OldCall<Keywords, Positional extends readonly unknown[]> = [keywords: Keywords] | Positional;

/**
 * The methods of the Python `PrometheusService`. Durations are seconds. None throws: what cannot be recorded is dropped and
 * counted as `invalid`. They need no `this`, so they can be passed on as they are.
 */
export interface PrometheusService {
  /** @deprecated Use `metrics.collector.recordHttpRequest`. */
  recordHttpRequest(
    ...call: OldCall<HttpRequestMetric, [method: string, endpoint: string, statusCode: number, duration: number]>
  ): void;
  /** @deprecated Use `metrics.collector.recordTelegramApiRequest`. */
  recordTelegramApiRequest(
    ...call: OldCall<TelegramApiMetric, [method: string, status: string, duration: number]>
  ): void;
  /** @deprecated Use `metrics.collector.recordTelegramUpdate`, which takes a duration, too. */
  recordTelegramUpdate(...call: OldCall<{ readonly handlerType: string }, [handlerType: string]>): void;
  /** @deprecated Use `metrics.collector.updateDatabaseConnections`. */
  updateDatabaseConnections(...call: OldCall<DatabasePoolMetrics, [active: number]>): void;
  /** @deprecated Use `metrics.collector.recordDatabaseQuery`. */
  recordDatabaseQuery(
    ...call: OldCall<DatabaseQueryMetric, [operation: string, status: string, duration: number]>
  ): void;
  /** @deprecated Use `metrics.collector.recordTask`. */
  recordCeleryTask(...call: OldCall<TaskMetric, [taskName: string, status: string, duration: number]>): void;
  /** @deprecated Use `metrics.collector.updateTaskWorkers`. */
  updateCeleryWorkers(...call: OldCall<{ readonly active: number }, [active: number]>): void;
  /** @deprecated Use `metrics.business.update`. */
  updateBusinessMetrics(
    ...call: OldCall<
      { readonly channels: number; readonly users: number; readonly scheduledPosts: number },
      [channels: number, users: number, scheduledPosts: number]
    >
  ): void;
  /**
   * Of the channels a hundred are told apart; further ones share one overflow series.
   * @deprecated Use `metrics.business.recordPostSent`.
   */
  recordPostSent(...call: OldCall<{ readonly channelId: string | number }, [channelId: string | number]>): void;
  /** @deprecated Use `metrics.business.recordPostViewsUpdate`. */
  recordPostViewsUpdate(...call: OldCall<{ readonly count?: number }, [count?: number]>): void;
  /**
   * Takes percent, 0 to 100.
   * @deprecated Use `metrics.system`, which reads the host itself.
   */
  updateSystemMetrics(
    ...call: OldCall<
      { readonly memory: number; readonly cpu: number; readonly disk: number },
      [memory: number, cpu: number, disk: number]
    >
  ): void;
  /** @deprecated Use `metrics.health.update`, or let `metrics.health.register` run the check. */
  updateHealthCheck(...call: OldCall<HealthCheckResult, [checkName: string, isHealthy: boolean]>): void;
  /** @deprecated Use `metrics.collector.setAppInfo`. */
  setAppInfo(...call: OldCall<AppInfo, [version: string, environment: string]>): void;
  /**
   * The page of the first backend. A promise now; rejects with what the backend rejects with.
   * @deprecated Use `metrics.collector.getMetricsOutput`, or the page that the Prometheus backend serves.
   */
  getMetrics(): Promise<string>;
  /** @deprecated Use `metrics.collector.getContentType`. */
  getContentType(): string;
}
