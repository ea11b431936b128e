import type { DatabasePoolMetrics } from '../database/database-pool-metrics.ts';
import type { DatabaseQueryMetric } from './database-query-metric.ts';
import type { HttpRequestMetric } from './http-request-metric.ts';
import type { TaskMetric } from './task-metric.ts';
import type { TelegramApiMetric } from './telegram-api-metric.ts';
import type { TelegramUpdateMetric } from './telegram-update-metric.ts';

/** What the collector takes; each naming records it under its own names. */
export interface CollectorRecords {
  recordHttpRequest(metric: HttpRequestMetric): void;
  recordTelegramApiRequest(metric: TelegramApiMetric): void;
  recordTelegramUpdate(metric: TelegramUpdateMetric): void;
  recordDatabaseQuery(metric: DatabaseQueryMetric): void;
  recordTask(metric: TaskMetric): void;
  updateDatabaseConnections(pool: DatabasePoolMetrics): void;
  updateTaskWorkers(active: number): void;
  setAppInfo(info: AppInfo): void;
}

/** What is running, and where. */
export interface AppInfo {
  readonly version: string;
  readonly environment: string;
}
