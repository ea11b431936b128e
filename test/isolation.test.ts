import { CloudWatchMetricsBackend } from '@bot-metrics/cloudwatch';
import { type Labels, type MetricsBackendPort, MetricsCollectorService, MultiMetricsBackend } from '@bot-metrics/core';
import { DatadogMetricsBackend } from '@bot-metrics/datadog';
import { OtlpMetricsBackend } from '@bot-metrics/otlp';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { StatsdMetricsBackend } from '@bot-metrics/statsd';
import {
  CollectedDiagnostics,
  startCloudWatchReceiver,
  startDatadogIntake,
  startOtlpReceiver,
  startTcpCapture,
} from '@bot-metrics/testing';
import { expect, test } from 'vitest';

const RECORDS = 500;

/** A third-party backend that is broken in every way. */
class Broken implements MetricsBackendPort {
  readonly name = 'broken';
  initializeMetric(): void {
    throw new Error('no definitions');
  }
  recordCounter(): void {
    throw new Error('no counters');
  }
  setGauge(): void {
    throw new Error('no gauges');
  }
  recordHistogram(): void {
    throw new Error('no histograms');
  }
  getMetricsOutput(): string {
    throw new Error('no output');
  }
  getContentType(): string {
    return 'text/plain';
  }
  async start(): Promise<void> {
    throw new Error('no start');
  }
  flush(): Promise<never> {
    throw new Error('no flush');
  }
}

/** A backend that accepts every record but never completes a flush. */
class Hanging implements MetricsBackendPort {
  readonly name = 'hanging';
  recordCounter(_name: string, _value?: number, _labels?: Labels): void {}
  setGauge(): void {}
  recordHistogram(): void {}
  getMetricsOutput(): string {
    return '';
  }
  getContentType(): string {
    return 'text/plain';
  }
  flush(): Promise<never> {
    return new Promise(() => {});
  }
  shutdown(): Promise<never> {
    return new Promise(() => {});
  }
}

test('backends that throw, hang or have no receiver do not affect the totals of the others', async () => {
  const receiver = await startOtlpReceiver();
  const daemon = await startTcpCapture();
  const intake = await startDatadogIntake();
  const cloudwatch = await startCloudWatchReceiver();
  process.env.AWS_ACCESS_KEY_ID = cloudwatch.credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = cloudwatch.credentials.secretAccessKey;
  const diagnostics = new CollectedDiagnostics();
  const backend = new MultiMetricsBackend(
    [
      new Broken(),
      new Hanging(),
      new OtlpMetricsBackend({ name: 'down', endpoint: 'http://127.0.0.1:9', timeout: 0.5 }),
      new PrometheusMetricsBackend({ port: 0 }),
      new OtlpMetricsBackend({ name: 'otlp', endpoint: receiver.endpoint }),
      new StatsdMetricsBackend({ protocol: 'tcp', port: daemon.port }),
      new DatadogMetricsBackend({ endpoint: intake.endpoint, apiKey: intake.apiKey }),
      new CloudWatchMetricsBackend({ endpoint: cloudwatch.endpoint, region: 'eu-west-1' }),
    ],
    { diagnostics },
  );
  const started = await backend.start();
  const collector = new MetricsCollectorService(backend);
  for (let i = 0; i < RECORDS; i++) {
    collector.recordHttpRequest({ method: 'GET', endpoint: '/', statusCode: 200, duration: 0.01 });
    collector.metrics.counter('orders', { labels: ['kind'] }).add(2, { kind: i % 2 === 0 ? 'even' : 'odd' });
  }

  const prometheus = backend.backends.get('prometheus') as PrometheusMetricsBackend;
  const page = await (await fetch(prometheus.address ?? '')).text();
  const report = await backend.shutdown(2);

  expect(page).toContain(`orders_total{kind="odd"} ${RECORDS}\n`);
  expect(page).toMatch(new RegExp(`http_server_request_duration_seconds_count\\{.*\\} ${RECORDS}\n`));
  expect(receiver.value('orders', { kind: 'even' })).toBe(RECORDS);
  expect(receiver.series('http.server.request.duration')[0]?.value).toMatchObject({ count: RECORDS });
  expect(daemon.lines).toContain(`orders;kind=odd:${RECORDS}|c`);
  expect(intake.value('orders', ['kind:odd'])).toBe(RECORDS);
  expect(cloudwatch.sum('orders', { kind: 'odd' })).toBe(RECORDS);

  expect(started).toMatchObject({ broken: { ok: false }, hanging: { ok: true }, down: { ok: true } });
  const outcomes = Object.fromEntries(Object.entries(report).map(([name, { ok }]) => [name, ok]));
  expect(outcomes).toEqual({
    broken: false,
    hanging: false,
    down: false,
    prometheus: true,
    otlp: true,
    statsd: true,
    datadog: true,
    cloudwatch: true,
  });
  for (const { offered, delivered, pending, dropped } of Object.values(backend.accounts())) {
    expect(offered).toBe(2 * RECORDS);
    expect(delivered + pending + Object.values(dropped).reduce((sum, records) => sum + records, 0)).toBe(offered);
  }
  expect(backend.accounts()).toMatchObject({
    broken: { delivered: 0, dropped: { failed: 5, breaker: 2 * RECORDS - 5 } },
    down: { delivered: 0, dropped: { shutdown: 2 * RECORDS } },
    prometheus: { delivered: 2 * RECORDS },
    otlp: { delivered: 2 * RECORDS },
    statsd: { delivered: 2 * RECORDS },
    datadog: { delivered: 2 * RECORDS },
    cloudwatch: { delivered: 2 * RECORDS },
  });
  await Promise.all([receiver.close(), daemon.close(), intake.close(), cloudwatch.close()]);
});
