import { databaseBuckets } from '../../definition/metric-definition.ts';
import type { Gauge, Histogram } from '../../instruments/instrument.ts';
import type { Metrics } from '../../metrics.ts';
import type { DatabasePoolMetrics } from '../database/pool-records.ts';
import { createSemanticPoolRecords, type PoolRecords } from '../database/pool-records.ts';
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

const httpLabels = ['http.request.method', 'http.route', 'http.response.status_code', 'error.type'] as const;
const apiLabels = ['telegram.method', 'telegram.status'] as const;
const updateLabels = ['telegram.update.type', 'telegram.handler', 'outcome'] as const;
const queryLabels = ['db.system.name', 'db.operation.name', 'error.type'] as const;
const taskLabels = ['messaging.system', 'messaging.destination.name', 'task.name', 'error.type'] as const;
const infoLabels = ['service.version', 'deployment.environment.name'] as const;

/** Seconds; wide enough to show a backlog of an hour. */
const lagBuckets = [0.5, 1, 2, 5, 10, 30, 60, 300, 3600];

/** The names of OpenTelemetry's semantic conventions 1.45. `telegram.`, `task.` and `bot.` are namespaces of this SDK. */
export class SemanticRecords implements CollectorRecords {
  readonly #http: Histogram<typeof httpLabels>;
  readonly #api: Histogram<typeof apiLabels>;
  readonly #updates: Histogram<typeof updateLabels>;
  readonly #lag: Histogram<readonly ['telegram.update.type']>;
  readonly #queries: Histogram<typeof queryLabels>;
  readonly #tasks: Histogram<typeof taskLabels>;
  readonly #pools: PoolRecords;
  readonly #workers: Gauge;
  readonly #info: Gauge<typeof infoLabels>;

  constructor(metrics: Metrics) {
    this.#http = metrics.histogram('http.server.request.duration', {
      description: 'Duration of HTTP server requests.',
      unit: 's',
      labels: httpLabels,
    });
    this.#api = metrics.histogram('telegram.client.request.duration', {
      description: 'Duration of Bot API calls, without getUpdates.',
      unit: 's',
      labels: apiLabels,
    });
    this.#updates = metrics.histogram('telegram.update.duration', {
      description: 'Time that the bot took to handle an update.',
      unit: 's',
      labels: updateLabels,
    });
    this.#lag = metrics.histogram('telegram.update.lag', {
      description: 'Time between the date of an update and its handling.',
      unit: 's',
      labels: ['telegram.update.type'],
      buckets: lagBuckets,
    });
    this.#queries = metrics.histogram('db.client.operation.duration', {
      description: 'Duration of database operations.',
      unit: 's',
      labels: queryLabels,
      buckets: databaseBuckets,
    });
    this.#tasks = metrics.histogram('messaging.process.duration', {
      description: 'Duration of task runs.',
      unit: 's',
      labels: taskLabels,
    });
    this.#pools = createSemanticPoolRecords(metrics);
    this.#workers = metrics.gauge('task.workers.active', { description: 'Busy workers.', unit: '{worker}' });
    this.#info = metrics.gauge('bot.app.info', {
      description: 'The running version and environment; always 1.',
      labels: infoLabels,
    });
  }

  recordHttpRequest(metric: HttpRequestMetric): void {
    this.#http.record(metric.duration, {
      'http.request.method': httpMethod(metric.method),
      'http.route': metric.endpoint ?? '',
      'http.response.status_code': metric.statusCode ?? '',
      'error.type': metric.errorType ?? '',
    });
  }

  recordTelegramApiRequest(metric: TelegramApiMetric): void {
    this.#api.record(metric.duration, { 'telegram.method': metric.method, 'telegram.status': metric.status });
  }

  recordTelegramUpdate(metric: TelegramUpdateMetric): void {
    if (metric.lag !== undefined) this.#lag.record(metric.lag, { 'telegram.update.type': metric.updateType });
    if (metric.duration === undefined) return;
    this.#updates.record(metric.duration, {
      'telegram.update.type': metric.updateType,
      'telegram.handler': metric.handler ?? '',
      outcome: metric.status,
    });
  }

  recordDatabaseQuery(metric: DatabaseQueryMetric): void {
    this.#queries.record(metric.duration, {
      'db.system.name': metric.system ?? '',
      'db.operation.name': metric.operation,
      'error.type': metric.errorType ?? (metric.status === 'error' ? 'error' : ''),
    });
  }

  recordTask(metric: TaskMetric): void {
    this.#tasks.record(metric.duration, {
      'messaging.system': metric.system ?? '',
      'messaging.destination.name': metric.queue ?? '',
      'task.name': metric.taskName,
      'error.type': metric.errorType ?? (metric.status === 'error' ? 'error' : ''),
    });
  }

  updateDatabaseConnections(pool: DatabasePoolMetrics): void {
    this.#pools.set(pool);
  }

  updateTaskWorkers(active: number): void {
    this.#workers.set(active);
  }

  setAppInfo({ version, environment }: AppInfo): void {
    this.#info.set(1, { 'service.version': version, 'deployment.environment.name': environment });
  }
}
