import { MetricsCollectorService, MultiMetricsBackend, setDefaultCollector } from '@bot-metrics/core';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createPrometheusService, prometheusService } from '../src/create-prometheus-service.ts';
import { KeptWarnings } from './kept-warnings.ts';
import { oldCalls } from './old-calls.ts';
import { RecordedCalls } from './recorded-calls.ts';

let warnings: KeptWarnings;
beforeAll(() => {
  warnings = new KeptWarnings();
});
afterEach(() => setDefaultCollector(undefined));
afterAll(() => warnings.release());

test('a Prometheus page shows every old series exactly', async () => {
  const old = createPrometheusService(new MultiMetricsBackend([new PrometheusMetricsBackend({ listen: false })]));
  for (const { positional } of oldCalls) positional(old);
  const page = await old.getMetrics();
  const samples = page.split('\n').filter((line) => !line.startsWith('#') && !line.includes('_bucket{'));
  const durations = (name: string, labels: string, seconds: number): string[] => [
    `${name}_sum{${labels}} ${seconds}`,
    `${name}_count{${labels}} 1`,
  ];
  expect(samples).toEqual(
    expect.arrayContaining([
      'app_info{version="7.5.0",environment="production"} 1',
      'http_requests_total{method="POST",endpoint="/admin/channels",status_code="201"} 1',
      ...durations('http_request_duration_seconds', 'method="POST",endpoint="/admin/channels"', 0.25),
      'telegram_api_requests_total{method="sendMessage",status="success"} 1',
      ...durations('telegram_api_request_duration_seconds', 'method="sendMessage"', 0.125),
      'telegram_updates_processed_total{handler_type="start_command"} 1',
      'database_connections_active 7',
      'database_queries_total{operation="SELECT",status="success"} 1',
      ...durations('database_query_duration_seconds', 'operation="SELECT"', 0.5),
      'celery_tasks_total{task_name="send_post",status="failure"} 1',
      ...durations('celery_task_duration_seconds', 'task_name="send_post"', 1.5),
      'celery_workers_active 4',
      'channels_total 10',
      'users_total 200',
      'posts_scheduled 30',
      'posts_sent_total{channel_id="-1001234567890"} 1',
      'post_views_updated_total 12',
      'system_memory_usage_percent 61.5',
      'system_cpu_usage_percent 20',
      'system_disk_usage_percent 80',
      'health_check_status{check_name="database"} 0',
    ]),
  );
  expect(page).toContain('http_request_duration_seconds_bucket{method="POST",endpoint="/admin/channels",le="7.5"} 1');
  expect(old.getContentType()).toContain('text/plain; version=0.0.4');
});

test('the page keeps a hundred channels apart and loses no record', async () => {
  const old = createPrometheusService(new PrometheusMetricsBackend({ listen: false, diagnostics: { report() {} } }));
  for (let channel = 0; channel < 150; channel++) old.recordPostSent(channel);
  const samples = (await old.getMetrics()).split('\n').filter((line) => line.startsWith('posts_sent_total{'));
  expect(samples.filter((line) => line.startsWith('posts_sent_total{channel_id='))).toHaveLength(100);
  expect(samples).toContain('posts_sent_total{otel_metric_overflow="true"} 50');
});

test('two services do not share records', () => {
  const [one, other] = [new RecordedCalls(), new RecordedCalls()];
  createPrometheusService(one).updateCeleryWorkers(1);
  createPrometheusService(other).updateCeleryWorkers(2);
  expect([one.calls, other.calls]).toEqual([[['celery_workers_active', 1, {}]], [['celery_workers_active', 2, {}]]]);
});

test('the service of the process records old names through the default collector, whatever naming that uses', () => {
  const mock = new RecordedCalls();
  setDefaultCollector(new MetricsCollectorService(mock, { naming: 'semantic' }));
  prometheusService.recordTelegramUpdate('start_command');
  prometheusService.recordPostViewsUpdate(3);
  prometheusService.updateHealthCheck('database', false);
  expect(mock.calls).toEqual([
    ['telegram_updates_processed_total', 1, { handler_type: 'start_command' }],
    ['post_views_updated_total', 3, {}],
    ['health_check_status', 0, { check_name: 'database' }],
  ]);
});
