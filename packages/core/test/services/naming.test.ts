import { expect, test } from 'vitest';
import { databaseBuckets, type MetricDefinition, secondsBuckets } from '../../src/definition/metric-definition.ts';
import { labelNames } from '../../src/labels/label-schema.ts';
import { Metrics } from '../../src/metrics.ts';
import { BusinessMetricsService } from '../../src/services/business/business-metrics-service.ts';
import { MetricsCollectorService } from '../../src/services/collector/metrics-collector-service.ts';
import { DatabaseMetricsService } from '../../src/services/database/database-metrics-service.ts';
import { HealthCheckService } from '../../src/services/health/health-check-service.ts';
import type { Naming } from '../../src/services/naming.ts';
import { SystemMetricsService } from '../../src/services/system/system-metrics-service.ts';
import { TaskQueueMetricsService } from '../../src/services/tasks/task-queue-metrics-service.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';

/** Of the catalogue what core defines: name | type | unit | labels. */
const semantic = `
  http.server.request.duration        | histogram | s            | http.request.method http.route http.response.status_code error.type
  telegram.client.request.duration    | histogram | s            | telegram.method telegram.status
  telegram.update.duration            | histogram | s            | telegram.update.type telegram.handler outcome
  telegram.update.lag                 | histogram | s            | telegram.update.type
  db.client.operation.duration        | histogram | s            | db.system.name db.operation.name error.type
  db.client.connection.count          | gauge     | {connection} | db.client.connection.pool.name db.client.connection.state
  db.client.connection.max            | gauge     | {connection} | db.client.connection.pool.name
  db.client.connection.pending_requests | gauge   | {request}    | db.client.connection.pool.name
  messaging.process.duration          | histogram | s            | messaging.system messaging.destination.name task.name error.type
  task.workers.active                 | gauge     | {worker}     |
  bot.app.info                        | gauge     |              | service.version deployment.environment.name
  bot.channels                        | gauge     | {channel}    |
  bot.users                           | gauge     | {user}       |
  bot.posts.scheduled                 | gauge     | {post}       |
  bot.posts.sent                      | counter   | {post}       | status
  bot.post_views.updated              | counter   | {view}       |
  system.memory.utilization           | gauge     | 1            |
  system.cpu.utilization              | gauge     | 1            |
  system.filesystem.utilization       | gauge     | 1            |
  bot.health.check.status             | gauge     |              | check.name
`;

/** Metrics that the old service had no name for: the same under every naming. */
const always = `
  messaging.queue.depth               | gauge     | {job}        | messaging.destination.name state
  bot.health.check.last_success       | gauge     | s            | check.name
  bot.health.check.duration           | histogram | s            | check.name
`;

const classic = `
  app_info                              | gauge     | | version environment
  http_requests_total                   | counter   | | method endpoint status_code
  http_request_duration_seconds         | histogram | | method endpoint
  telegram_api_requests_total           | counter   | | method status
  telegram_api_request_duration_seconds | histogram | | method
  telegram_updates_processed_total      | counter   | | handler_type
  database_connections_active           | gauge     | |
  database_query_duration_seconds       | histogram | | operation
  database_queries_total                | counter   | | operation status
  celery_tasks_total                    | counter   | | task_name status
  celery_task_duration_seconds          | histogram | | task_name
  celery_workers_active                 | gauge     | |
  channels_total                        | gauge     | |
  users_total                           | gauge     | |
  posts_scheduled                       | gauge     | |
  posts_sent_total                      | counter   | | channel_id
  post_views_updated_total              | counter   | |
  system_memory_usage_percent           | gauge     | |
  system_cpu_usage_percent              | gauge     | |
  system_disk_usage_percent             | gauge     | |
  health_check_status                   | gauge     | | check_name
`;

function rows(...tables: readonly string[]): string[] {
  const lines = tables.flatMap((table) => table.split('\n')).filter((line) => line.trim() !== '');
  return lines
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .join('|'),
    )
    .sort();
}

const zero = async (): Promise<number> => 0;
const system = { getMemoryUsage: zero, getCpuUsage: zero, getDiskUsage: zero, isAvailable: async () => true };
const database = { getActiveConnections: zero, getIdleConnections: zero, getPoolSize: zero };
const tasks = { getActiveWorkers: zero, getQueueLength: zero };

/** What all services of core define under a naming. */
function definitions(naming?: Naming): MetricDefinition[] {
  const store = new MetricStore({ diagnostics: new KeptDiagnostics() });
  const metrics = new Metrics(store);
  const options = naming === undefined ? {} : { naming };
  new MetricsCollectorService(metrics, options);
  new BusinessMetricsService(metrics, options);
  new SystemMetricsService(metrics, system, options);
  new DatabaseMetricsService(metrics, database, options);
  new TaskQueueMetricsService(metrics, tasks, options);
  new HealthCheckService(metrics, options);
  return [...store.metrics].map(({ definition }) => definition);
}

function rowsOf(naming?: Naming): string[] {
  const row = ({ name, type, unit = '', labels = [] }: MetricDefinition): string =>
    [name, type, unit, labelNames(labels).join(' ')].join('|');
  return definitions(naming).map(row).sort();
}

test('the semantic names are those of the catalogue, with their types, units and labels', () => {
  expect(rowsOf('semantic')).toEqual(rows(semantic, always));
});

test('the classic names are those of the old service to the letter, and carry no unit', () => {
  expect(rowsOf('classic')).toEqual(rows(classic, always));
});

test('both is both', () => {
  expect(rowsOf('both')).toEqual(rows(semantic, classic, always));
});

test('the naming is semantic where none is chosen', () => {
  expect(rowsOf()).toEqual(rowsOf('semantic'));
});

test('durations have the buckets of the catalogue', () => {
  const buckets = new Map(definitions('both').map((definition) => [definition.name, definition.buckets]));
  const classicBuckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
  for (const { name, type } of definitions('classic')) {
    if (type === 'histogram' && !name.includes('.')) expect(buckets.get(name)).toEqual(classicBuckets);
  }
  expect(secondsBuckets).toEqual(classicBuckets);
  expect(databaseBuckets).toEqual([0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]);
  expect(buckets.get('db.client.operation.duration')).toEqual(databaseBuckets);
  expect(buckets.get('telegram.update.lag')).toEqual([0.5, 1, 2, 5, 10, 30, 60, 300, 3600]);
});

test('every definition says what it is, in a sentence', () => {
  for (const { name, description } of definitions('both')) expect(description, name).toMatch(/^[A-Z0-9].*\.$/);
});
