import { createRequire } from 'node:module';
import { Metrics } from '@bot-metrics/core';
import { MetricStore } from '@bot-metrics/core/backend';
import { createMetricProducer } from '@bot-metrics/otel';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { expect, test } from 'vitest';

/** OpenTelemetry JS 3.x, and 2.x from a package of its own, since both cannot be installed in one package. */
const lines = [
  { line: '3.x', require: createRequire(import.meta.url) },
  { line: '2.x', require: createRequire(new URL('otel-2/package.json', import.meta.url)) },
];

test.each(lines)(
  "OpenTelemetry's own PrometheusExporter $line shows the same values as our page",
  async ({ require }) => {
    const store = new MetricStore();
    const metrics = new Metrics(store);
    const page = new PrometheusMetricsBackend({ listen: false });
    page.attach(store);
    metrics.counter('orders', { labels: ['status'] }).add(3, { status: 'paid "in full"' });
    metrics.upDownCounter('visitors').add(-2);
    metrics.gauge('temperature', { labels: ['room'] }).set(-1.5, { room: 'cellar' });
    const sizes = metrics.histogram('sizes', { labels: ['kind'], buckets: [1, 10, 100] });
    for (const size of [0.5, 1, 7, 1000]) sizes.record(size, { kind: 'parcel' });

    const { PrometheusExporter, PrometheusSerializer } = require('@opentelemetry/exporter-prometheus');
    const exporter = new PrometheusExporter({
      preventServerStart: true,
      withoutScopeInfo: true,
      withoutTargetInfo: true,
    });
    exporter.setMetricProducer(createMetricProducer(store));
    const { resourceMetrics, errors } = await exporter.collect();
    const text: string = new PrometheusSerializer('', false, undefined, true, true).serialize(resourceMetrics);

    expect(errors).toEqual([]);
    expect(samples(text)).toEqual(samples(await page.getMetricsOutput()));
    expect(samples(text)).toContain('orders_total{status="paid \\"in full\\""} 3');
  },
);

test.each(lines)('metrics recorded through a MeterProvider of $line appear on our page', async ({ require }) => {
  const { PrometheusExporter } = require('@opentelemetry/exporter-prometheus');
  const { MeterProvider } = require('@opentelemetry/sdk-metrics');
  const meterProvider = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({ readers: [meterProvider] });
  const page = new PrometheusMetricsBackend({ listen: false, meterProvider });
  page.setGauge('own', 1);
  const meter = provider.getMeter('pg', '1.2.3');
  meter.createCounter('db.rows', { unit: '{row}' }).add(5, { table: 'users' });
  meter.createHistogram('db.wait', { unit: 'ms', advice: { explicitBucketBoundaries: [5] } }).record(4);
  const scope = 'otel_scope_name="pg",otel_scope_version="1.2.3"';
  expect(samples(await page.getMetricsOutput())).toEqual([
    `db_rows_total{table="users",${scope}} 5`,
    `db_wait_milliseconds_bucket{${scope},le="+Inf"} 1`,
    `db_wait_milliseconds_bucket{${scope},le="5"} 1`,
    `db_wait_milliseconds_count{${scope}} 1`,
    `db_wait_milliseconds_sum{${scope}} 4`,
    'own 1',
  ]);
  await provider.shutdown();
});

/** All lines except comments, sorted. OpenTelemetry writes one space less. */
function samples(page: string): string[] {
  return page
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .sort();
}
