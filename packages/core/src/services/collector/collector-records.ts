import type { DatabasePoolMetrics } from '../../models/database-pool-metrics.ts';
import type { DatabaseQueryMetric } from '../../models/database-query-metric.ts';
import type { HttpRequestMetric } from '../../models/http-request-metric.ts';
import type { TaskMetric } from '../../models/task-metric.ts';
import type { TelegramApiMetric } from '../../models/telegram-api-metric.ts';
import type { TelegramUpdateMetric } from '../../models/telegram-update-metric.ts';

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
