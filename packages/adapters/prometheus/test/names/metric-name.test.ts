import type { MetricType } from '@bot-metrics/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { translateName, translateUtf8Name } from '../../src/names/metric-name.ts';

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
  expect(translateName({ type, name, unit })).toBe(expected);
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
  expect(translateName({ type, name })).toBe(name);
});

it('puts the prefix before the translated name, not into it', () => {
  expect(translateName({ type: 'counter', name: 'sent' }, 'total')).toBe('total_sent_total');
});

it.each([
  ['counter', 'bot.posts.sent', '{post}', 'bot.posts.sent_total'],
  ['counter', 'bot.total.sent', '', 'bot.sent_total'],
  ['counter', 'total.sent', '', 'sent_total'],
  ['histogram', 'http.server.request.duration', 's', 'http.server.request.duration_seconds'],
  ['gauge', 'cpu-load/ratio', '1', 'cpu-load_ratio'],
  ['gauge', 'channels_total', '', 'channels_total'],
] as const)('keeps dots, slashes and dashes of the %s %s [%s] in UTF-8: %s', (type, name, unit, expected) => {
  expect(translateUtf8Name({ type, name, unit })).toBe(expected);
});

it('has metrics of one name in UTF-8 under one name in underscores, too, where the second is refused', () => {
  const parts = fc.array(fc.constantFrom('a', 'total', 'ratio', 'seconds', '.', '_', '-', '/'), { maxLength: 6 });
  const named = fc.record({
    type: fc.constantFrom<MetricType>('counter', 'gauge', 'histogram', 'upDownCounter'),
    name: parts.map((some) => `a${some.join('')}`),
    unit: fc.constantFrom('', '1', 's'),
  });
  fc.assert(
    fc.property(named, (metric) => {
      expect(
        translateUtf8Name(metric)
          .split(/[^A-Za-z0-9]+/)
          .join('_'),
      ).toBe(translateName(metric));
    }),
  );
});
