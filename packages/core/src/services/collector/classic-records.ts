import { secondsBuckets } from '../../definition/metric-definition.ts';
import type { Counter, Gauge, Histogram } from '../../instruments/instrument.ts';
import type { Metrics } from '../../metrics.ts';
import type { DatabasePoolMetrics } from '../database/pool-records.ts';
import { createClassicPoolRecords, type PoolRecords } from '../database/pool-records.ts';
import type {
  AppInfo,
  CollectorRecords,
  DatabaseQueryMetric,
  HttpRequestMetric,
  TaskMetric,
  TelegramApiMetric,
  TelegramUpdateMetric,
} from './collector-records.ts';
import { httpMethod } from './http-method.ts';

const httpLabels = ['method', 'endpoint', 'status_code'] as const;
const httpDurationLabels = ['method', 'endpoint'] as const;
const apiLabels = ['method', 'status'] as const;
const queryLabels = ['operation', 'status'] as const;
const taskLabels = ['task_name', 'status'] as const;
const infoLabels = ['version', 'environment'] as const;

/** The exact names of the Python `PrometheusService`. They contain the unit. */
export class ClassicRecords implements CollectorRecords {
  readonly #httpRequests: Counter<typeof httpLabels>;
  readonly #httpDurations: Histogram<typeof httpDurationLabels>;
  readonly #apiRequests: Counter<typeof apiLabels>;
  readonly #apiDurations: Histogram<readonly ['method']>;
  readonly #updates: Counter<readonly ['handler_type']>;
  readonly #pools: PoolRecords;
  readonly #queryDurations: Histogram<readonly ['operation']>;
  readonly #queries: Counter<typeof queryLabels>;
  readonly #tasks: Counter<typeof taskLabels>;
  readonly #taskDurations: Histogram<readonly ['task_name']>;
  readonly #workers: Gauge;
  readonly #info: Gauge<typeof infoLabels>;

  constructor(metrics: Metrics) {
    const buckets = secondsBuckets;
    this.#httpRequests = metrics.counter('http_requests_total', { description: 'HTTP requests.', labels: httpLabels });
    this.#httpDurations = metrics.histogram('http_request_duration_seconds', {
      description: 'Duration of HTTP requests.',
      labels: httpDurationLabels,
      buckets,
    });
    this.#apiRequests = metrics.counter('telegram_api_requests_total', {
      description: 'Calls of the Telegram Bot API.',
      labels: apiLabels,
    });
    this.#apiDurations = metrics.histogram('telegram_api_request_duration_seconds', {
      description: 'Duration of Telegram Bot API calls.',
      labels: ['method'],
      buckets,
    });
    this.#updates = metrics.counter('telegram_updates_processed_total', {
      description: 'Telegram updates handled.',
      labels: ['handler_type'],
    });
    this.#pools = createClassicPoolRecords(metrics);
    this.#queryDurations = metrics.histogram('database_query_duration_seconds', {
      description: 'Duration of database queries.',
      labels: ['operation'],
      buckets,
    });
    this.#queries = metrics.counter('database_queries_total', {
      description: 'Database queries.',
      labels: queryLabels,
    });
    this.#tasks = metrics.counter('celery_tasks_total', { description: 'Task runs.', labels: taskLabels });
    this.#taskDurations = metrics.histogram('celery_task_duration_seconds', {
      description: 'Duration of task runs.',
      labels: ['task_name'],
      buckets,
    });
    this.#workers = metrics.gauge('celery_workers_active', { description: 'Busy workers.' });
    this.#info = metrics.gauge('app_info', {
      description: 'The running version and environment; always 1.',
      labels: infoLabels,
    });
  }

  recordHttpRequest(metric: HttpRequestMetric): void {
    const { endpoint = '', statusCode = '' } = metric;
    const method = httpMethod(metric.method);
    this.#httpRequests.add(1, { method, endpoint, status_code: statusCode });
    this.#httpDurations.record(metric.duration, { method, endpoint });
  }

  recordTelegramApiRequest({ method, status, duration }: TelegramApiMetric): void {
    this.#apiRequests.add(1, { method, status });
    this.#apiDurations.record(duration, { method });
  }

  recordTelegramUpdate(metric: TelegramUpdateMetric): void {
    this.#updates.add(1, { handler_type: metric.handler ?? metric.updateType });
  }

  recordDatabaseQuery({ operation, status, duration }: DatabaseQueryMetric): void {
    this.#queries.add(1, { operation, status });
    this.#queryDurations.record(duration, { operation });
  }

  recordTask({ taskName, status, duration }: TaskMetric): void {
    this.#tasks.add(1, { task_name: taskName, status });
    this.#taskDurations.record(duration, { task_name: taskName });
  }

  updateDatabaseConnections(pool: DatabasePoolMetrics): void {
    this.#pools.set(pool);
  }

  updateTaskWorkers(active: number): void {
    this.#workers.set(active);
  }

  setAppInfo({ version, environment }: AppInfo): void {
    this.#info.set(1, { version, environment });
  }
}
