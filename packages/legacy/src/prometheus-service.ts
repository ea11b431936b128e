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
 * The methods of the Python `PrometheusService`. Durations are in seconds. They never throw: invalid records are
 * dropped and counted as `invalid`. They do not use `this`, so they can be passed as callbacks.
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
  /** @deprecated Use `metrics.collector.recordTelegramUpdate`, which also takes a duration. */
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
   * Keeps the first hundred channels apart; further channels share one overflow series.
   * @deprecated Use `metrics.business.recordPostSent`.
   */
  recordPostSent(...call: OldCall<{ readonly channelId: string | number }, [channelId: string | number]>): void;
  /** @deprecated Use `metrics.business.recordPostViewsUpdate`. */
  recordPostViewsUpdate(...call: OldCall<{ readonly count?: number }, [count?: number]>): void;
  /**
   * Takes percentages from 0 to 100.
   * @deprecated Use `metrics.system`, which reads the host itself.
   */
  updateSystemMetrics(
    ...call: OldCall<
      { readonly memory: number; readonly cpu: number; readonly disk: number },
      [memory: number, cpu: number, disk: number]
    >
  ): void;
  /** @deprecated Use `metrics.health.update`, or register the check with `metrics.health.register`. */
  updateHealthCheck(...call: OldCall<HealthCheckResult, [checkName: string, isHealthy: boolean]>): void;
  /** @deprecated Use `metrics.collector.setAppInfo`. */
  setAppInfo(...call: OldCall<AppInfo, [version: string, environment: string]>): void;
  /**
   * The page of the first backend. Now a promise, which rejects if the backend fails.
   * @deprecated Use `metrics.collector.getMetricsOutput`, or the page that the Prometheus backend serves.
   */
  getMetrics(): Promise<string>;
  /** @deprecated Use `metrics.collector.getContentType`. */
  getContentType(): string;
}
