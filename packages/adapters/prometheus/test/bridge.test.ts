import { Metrics } from '@bot-metrics/core';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { AggregationType, MeterProvider, type ViewOptions } from '@opentelemetry/sdk-metrics';
import { expect, it, onTestFinished, vi } from 'vitest';
import { PrometheusMetricsBackend } from '../src/index.ts';
import { metricFamilies } from './formats/metric-family.ts';
import { httpRequest } from './http-request.ts';
import { parsePage, valuesOf } from './strict-page.ts';

async function setUp(views: ViewOptions[] = []) {
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({ readers: [exporter], views });
  const diagnostics = new CollectedDiagnostics();
  const backend = new PrometheusMetricsBackend({ port: 0, diagnostics, meterProvider: exporter });
  await backend.start();
  onTestFinished(async () => {
    await Promise.all([backend.shutdown(), provider.shutdown()]);
  });
  const url = backend.address ?? '';
  const values = async () => valuesOf(parsePage((await httpRequest(url)).body.toString(), 'text'));
  return { provider, backend, diagnostics, url, values };
}

it('shows what others record through OpenTelemetry beside its own, with units in the names', async () => {
  const { provider, backend, values } = await setUp();
  const meter = provider.getMeter('pg', '1.2.3');
  meter.createCounter('db.rows', { unit: '{row}' }).add(5, { table: 'users' });
  meter.createUpDownCounter('db.open').add(-2);
  meter.createGauge('db.size', { unit: 'By' }).record(7);
  const advice = { explicitBucketBoundaries: [1] };
  const duration = meter.createHistogram('db.duration', { unit: 's', advice });
  for (const seconds of [0.5, 3]) duration.record(seconds);
  new Metrics(backend).counter('bot.sent').add(1);
  const scope = 'otel_scope_name="pg",otel_scope_version="1.2.3"';
  expect(await values()).toEqual({
    bot_sent_total: 1,
    [`db_rows_total{table="users",${scope}}`]: 5,
    [`db_open{${scope}}`]: -2,
    [`db_size_bytes{${scope}}`]: 7,
    [`db_duration_seconds_bucket{${scope},le="1"}`]: 1,
    [`db_duration_seconds_bucket{${scope},le="+Inf"}`]: 2,
    [`db_duration_seconds_sum{${scope}}`]: 3.5,
    [`db_duration_seconds_count{${scope}}`]: 2,
  });
  expect(backend.account()).toMatchObject({ offered: 1, delivered: 1 });
});

it('has one family for a metric that two scopes record', async () => {
  const { provider, values } = await setUp();
  for (const scope of ['a', 'b']) provider.getMeter(scope).createCounter('jobs').add(1);
  expect(await values()).toEqual({ 'jobs_total{otel_scope_name="a"}': 1, 'jobs_total{otel_scope_name="b"}': 1 });
});

it('has exponential histograms as native ones', async () => {
  const { provider, url } = await setUp([
    { instrumentName: 'sizes', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
  ]);
  const sizes = provider.getMeter('m').createHistogram('sizes');
  for (const size of [0, 1, 1, 4]) sizes.record(size);
  const accept = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';
  const [family] = metricFamilies((await httpRequest(url, { headers: { accept } })).body);
  const metrics = (family?.metric ?? []) as { histogram: { schema: number; positiveDelta: number[] } }[];
  const histogram = metrics[0]?.histogram;
  expect(histogram).toMatchObject({ sampleCount: 4, sampleSum: 6, zeroCount: 1, positiveDelta: [2, -1] });
  expect(histogram?.schema).toBeLessThanOrEqual(8);
});

it('leaves out what clashes with a metric of its own, and says so once', async () => {
  const { provider, backend, diagnostics, values } = await setUp();
  backend.setGauge('jobs', 3);
  provider.getMeter('m').createGauge('jobs').record(1);
  expect(await values()).toEqual({ jobs: 3 });
  expect(await values()).toEqual({ jobs: 3 });
  expect(diagnostics.events).toMatchObject([
    { code: 'bridge_failed', message: expect.stringContaining('metric "jobs" is not on the page') },
  ]);
});

it('serves its own page where the reader fails', async () => {
  const diagnostics = new CollectedDiagnostics();
  const meterProvider = { collect: () => Promise.reject(new Error('no provider')) };
  const backend = new PrometheusMetricsBackend({ listen: false, diagnostics, meterProvider });
  backend.setGauge('jobs', 3);
  expect(await backend.getMetricsOutput()).toBe('# TYPE jobs gauge\njobs 3\n');
  expect(diagnostics.events).toMatchObject([
    { message: 'OpenTelemetry: its metrics could not be collected: no provider' },
  ]);
});

it('leaves out an instrument whose callback hangs, keeps the others, and asks it again for the next page', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { provider, backend, diagnostics } = await setUp();
  const meter = provider.getMeter('m');
  let hangs = true;
  meter.createObservableGauge('late').addCallback(async (result) => {
    if (hangs) await new Promise(() => {});
    result.observe(1);
  });
  meter.createCounter('jobs').add(3);
  backend.recordCounter('bot.sent');
  const late = backend.getMetricsOutput();
  await vi.advanceTimersByTimeAsync(5000);
  expect(valuesOf(parsePage(await late, 'text'))).toEqual({ bot_sent_total: 1, 'jobs_total{otel_scope_name="m"}': 3 });
  expect(diagnostics.events).toMatchObject([
    { code: 'bridge_failed', message: expect.stringContaining('OpenTelemetry: some metrics could not be collected: ') },
  ]);
  hangs = false;
  const next = valuesOf(parsePage(await backend.getMetricsOutput(), 'text'));
  expect(next).toMatchObject({ 'late{otel_scope_name="m"}': 1, 'jobs_total{otel_scope_name="m"}': 3 });
});

it.each([
  ['without a timeout of the scraper', {}, 5000],
  // 0.9 of the timeout of the scraper are usable.
  ['within half of the usable timeout of the scraper', { 'x-prometheus-scrape-timeout-seconds': '4' }, 1800],
])('serves its own page while the reader hangs, %s', async (_, headers, milliseconds) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const diagnostics = new CollectedDiagnostics();
  const options: unknown[] = [];
  const meterProvider = {
    collect(given: unknown) {
      options.push(given);
      return new Promise<never>(() => {});
    },
  };
  const backend = new PrometheusMetricsBackend({ port: 0, diagnostics, meterProvider });
  await backend.start();
  onTestFinished(() => backend.shutdown());
  new Metrics(backend).observableGauge('late', {}, () => new Promise<never>(() => {}));
  backend.setGauge('jobs', 3);
  for (let scrape = 1; scrape <= 2; scrape++) {
    const answer = httpRequest(backend.address ?? '', { headers });
    await vi.waitFor(() => expect(options).toHaveLength(scrape));
    await vi.advanceTimersByTimeAsync(milliseconds);
    expect((await answer).body.toString()).toBe('# TYPE jobs gauge\njobs 3\n');
  }
  expect(diagnostics.events.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^OpenTelemetry: its metrics could not be collected: no answer within/),
    expect.stringContaining('metric "late" is absent'),
  ]);
});
