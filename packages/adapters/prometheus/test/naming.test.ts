import type { MetricType } from '@bot-metrics/core';
import { expect, it } from 'vitest';
import { exposedName } from '../src/naming.ts';

/** Type, name, unit, and what a receiver with Prometheus naming answers. */
const golden: [MetricType, string, string, string][] = [
  ['gauge', 'channels_total', '', 'channels_total'],
  ['counter', 'bot.total.sent', '', 'bot_sent_total'],
  ['counter', 'a.seconds.spent', 's', 'a_seconds_spent_total'],
  ['gauge', 'ten.ratio.x', '1', 'ten_x_ratio'],
  ['gauge', 'x', 'By/s', 'x_bytes_per_second'],
  ['gauge', 'x', '{request}/s', 'x_per_second'],
  ['gauge', 'x', 'us', 'x_microseconds'],
  ['gauge', 'x', '%', 'x_percent'],
  ['gauge', 'x', '{update}', 'x'],
  ['gauge', 'x', 'm/m', 'x_meters_per_minute'],
  ['gauge', 'x', 'widgets', 'x_widgets'],
  ['gauge', 'x', 'kg.m2', 'x_kg_m2'],
  ['upDownCounter', 'x', '1', 'x'],
  ['counter', 'x', '1', 'x_total'],
  ['upDownCounter', 'jobs.total', '', 'jobs_total'],
  ['histogram', 'http.server.request.duration', 's', 'http_server_request_duration_seconds'],
  ['counter', 'bot_metrics.export/size-sum', 'By', 'bot_metrics_export_size_sum_bytes_total'],
  ['counter', 'total', '', 'total'],
];

it.each(golden)('names the %s %s [%s] %s', (type, name, unit, expected) => {
  expect(exposedName({ type, name, unit })).toBe(expected);
});

const classic: [MetricType, string][] = [
  ['gauge', 'app_info'],
  ['counter', 'http_requests_total'],
  ['histogram', 'http_request_duration_seconds'],
  ['counter', 'telegram_updates_processed_total'],
  ['gauge', 'database_connections_active'],
  ['gauge', 'users_total'],
  ['gauge', 'posts_scheduled'],
  ['gauge', 'system_memory_usage_percent'],
  ['gauge', 'health_check_status'],
];

it.each(classic)('leaves the classic %s %s as it is', (type, name) => {
  expect(exposedName({ type, name })).toBe(name);
});

it('puts the prefix before the translated name, not into it', () => {
  expect(exposedName({ type: 'counter', name: 'sent' }, 'total')).toBe('total_sent_total');
});
