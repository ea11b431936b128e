import type { PrometheusService } from '../src/prometheus-service.ts';
import type { RecordedCall } from './recorded-calls.ts';

export interface OldCallCase {
  readonly method: keyof PrometheusService;
  readonly positional: (service: PrometheusService) => unknown;
  readonly byObject: (service: PrometheusService) => unknown;
  readonly recorded: readonly RecordedCall[];
}

/** Every recording method in both call forms, and what the old service recorded for it. */
export const oldCalls: readonly OldCallCase[] = [
  {
    method: 'recordHttpRequest',
    positional: (old) => old.recordHttpRequest('POST', '/admin/channels', 201, 0.25),
    byObject: (old) =>
      old.recordHttpRequest({ method: 'POST', endpoint: '/admin/channels', statusCode: 201, duration: 0.25 }),
    recorded: [
      ['http_requests_total', 1, { method: 'POST', endpoint: '/admin/channels', status_code: '201' }],
      ['http_request_duration_seconds', 0.25, { method: 'POST', endpoint: '/admin/channels' }],
    ],
  },
  {
    method: 'recordTelegramApiRequest',
    positional: (old) => old.recordTelegramApiRequest('sendMessage', 'success', 0.125),
    byObject: (old) => old.recordTelegramApiRequest({ method: 'sendMessage', status: 'success', duration: 0.125 }),
    recorded: [
      ['telegram_api_requests_total', 1, { method: 'sendMessage', status: 'success' }],
      ['telegram_api_request_duration_seconds', 0.125, { method: 'sendMessage' }],
    ],
  },
  {
    method: 'recordTelegramUpdate',
    positional: (old) => old.recordTelegramUpdate('start_command'),
    byObject: (old) => old.recordTelegramUpdate({ handlerType: 'start_command' }),
    recorded: [['telegram_updates_processed_total', 1, { handler_type: 'start_command' }]],
  },
  {
    method: 'updateDatabaseConnections',
    positional: (old) => old.updateDatabaseConnections(7),
    byObject: (old) => old.updateDatabaseConnections({ active: 7 }),
    recorded: [['database_connections_active', 7, {}]],
  },
  {
    method: 'recordDatabaseQuery',
    positional: (old) => old.recordDatabaseQuery('SELECT', 'success', 0.5),
    byObject: (old) => old.recordDatabaseQuery({ operation: 'SELECT', status: 'success', duration: 0.5 }),
    recorded: [
      ['database_queries_total', 1, { operation: 'SELECT', status: 'success' }],
      ['database_query_duration_seconds', 0.5, { operation: 'SELECT' }],
    ],
  },
  {
    method: 'recordCeleryTask',
    positional: (old) => old.recordCeleryTask('send_post', 'failure', 1.5),
    byObject: (old) => old.recordCeleryTask({ taskName: 'send_post', status: 'failure', duration: 1.5 }),
    recorded: [
      ['celery_tasks_total', 1, { task_name: 'send_post', status: 'failure' }],
      ['celery_task_duration_seconds', 1.5, { task_name: 'send_post' }],
    ],
  },
  {
    method: 'updateCeleryWorkers',
    positional: (old) => old.updateCeleryWorkers(4),
    byObject: (old) => old.updateCeleryWorkers({ active: 4 }),
    recorded: [['celery_workers_active', 4, {}]],
  },
  {
    method: 'updateBusinessMetrics',
    positional: (old) => old.updateBusinessMetrics(10, 200, 30),
    byObject: (old) => old.updateBusinessMetrics({ channels: 10, users: 200, scheduledPosts: 30 }),
    recorded: [
      ['channels_total', 10, {}],
      ['users_total', 200, {}],
      ['posts_scheduled', 30, {}],
    ],
  },
  {
    method: 'recordPostSent',
    positional: (old) => old.recordPostSent(-1001234567890),
    byObject: (old) => old.recordPostSent({ channelId: '-1001234567890' }),
    recorded: [['posts_sent_total', 1, { channel_id: '-1001234567890' }]],
  },
  {
    method: 'recordPostViewsUpdate',
    positional: (old) => old.recordPostViewsUpdate(12),
    byObject: (old) => old.recordPostViewsUpdate({ count: 12 }),
    recorded: [['post_views_updated_total', 12, {}]],
  },
  {
    method: 'updateSystemMetrics',
    positional: (old) => old.updateSystemMetrics(61.5, 20, 80),
    byObject: (old) => old.updateSystemMetrics({ memory: 61.5, cpu: 20, disk: 80 }),
    recorded: [
      ['system_memory_usage_percent', 61.5, {}],
      ['system_cpu_usage_percent', 20, {}],
      ['system_disk_usage_percent', 80, {}],
    ],
  },
  {
    method: 'updateHealthCheck',
    positional: (old) => old.updateHealthCheck('database', false),
    byObject: (old) => old.updateHealthCheck({ checkName: 'database', isHealthy: false }),
    recorded: [['health_check_status', 0, { check_name: 'database' }]],
  },
  {
    method: 'setAppInfo',
    positional: (old) => old.setAppInfo('7.5.0', 'production'),
    byObject: (old) => old.setAppInfo({ version: '7.5.0', environment: 'production' }),
    recorded: [['app_info', 1, { version: '7.5.0', environment: 'production' }]],
  },
];
