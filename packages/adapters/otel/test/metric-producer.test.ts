import { type DiagnosticEvent, Metrics } from '@bot-metrics/core';
import { MetricStore } from '@bot-metrics/core/backend';
import { CollectedDiagnostics, FakeClock } from '@bot-metrics/testing';
import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricProducer as OtelMetricProducer,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { expect, it } from 'vitest';
import { createMetricProducer, type MetricProducerOptions } from '../src/index.ts';

function setUp(options: MetricProducerOptions = {}) {
  const clock = new FakeClock();
  const diagnostics = new CollectedDiagnostics();
  const store = new MetricStore({ clock, diagnostics });
  const producer: OtelMetricProducer = createMetricProducer(store, options);
  const exporter = new InMemoryMetricExporter(
    options.temporality === 'delta' ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
  );
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: 3_600_000,
    metricProducers: [producer],
  });
  const provider = new MeterProvider({ readers: [reader] });
  const collect = async () => {
    exporter.reset();
    await provider.forceFlush();
    return exporter.getMetrics()[0]?.scopeMetrics[0]?.metrics ?? [];
  };
  return { clock, store, metrics: new Metrics(store), collect, shutdown: () => provider.shutdown() };
}

it('passes every metric type through a real MeterProvider and its exporter', async () => {
  const { clock, metrics, collect, shutdown } = setUp();
  metrics
    .counter('bot.sent', { unit: '{message}', description: 'Messages sent', labels: ['kind'] })
    .add(2, { kind: 'text' });
  metrics.upDownCounter('bot.open').add(-3);
  metrics.gauge('bot.load', { unit: '1' }).set(0.5);
  const duration = metrics.histogram('bot.duration', { unit: 's', buckets: [1, 2] });
  for (const seconds of [1, 1.5, 9]) duration.record(seconds);
  const drift = metrics.histogram('bot.drift', { unit: 's', buckets: 'exponential' });
  for (const seconds of [0, 4, -1]) drift.record(seconds);
  await clock.advance(5);

  const [sent, open, load, seconds, drifts] = await collect();
  expect(sent).toMatchObject({
    descriptor: { name: 'bot.sent', description: 'Messages sent', unit: '{message}', valueType: 1 },
    dataPointType: DataPointType.SUM,
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    isMonotonic: true,
    dataPoints: [
      { attributes: { kind: 'text' }, value: 2, startTime: [1_700_000_000, 0], endTime: [1_700_000_005, 0] },
    ],
  });
  expect(open).toMatchObject({ dataPointType: DataPointType.SUM, isMonotonic: false, dataPoints: [{ value: -3 }] });
  expect(load).toMatchObject({
    dataPointType: DataPointType.GAUGE,
    descriptor: { valueType: 1 },
    dataPoints: [{ value: 0.5 }],
  });
  expect(seconds).toMatchObject({
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: [
      { value: { buckets: { boundaries: [1, 2], counts: [1, 1, 1] }, count: 3, sum: 11.5, min: 1, max: 9 } },
    ],
  });
  const [positive, negative] = [2 ** 21 - 1, -1].map((offset) => ({ offset, bucketCounts: [1] }));
  expect(drifts).toMatchObject({
    dataPointType: DataPointType.EXPONENTIAL_HISTOGRAM,
    dataPoints: [{ value: { count: 3, sum: 3, scale: 20, zeroCount: 1, positive, negative, min: -1, max: 4 } }],
  });
  await shutdown();
});

it('returns the changes of an exponential histogram whose scale decreased in between', async () => {
  const { clock, metrics, collect, shutdown } = setUp({ temporality: 'delta' });
  const drift = metrics.histogram('bot.drift', { buckets: 'exponential', labels: ['bot'] });
  drift.record(4, { bot: 'a' });
  await clock.advance(10);
  await collect();
  for (const seconds of [4, 2 ** -157, 0]) drift.record(seconds, { bot: 'a' });
  drift.record(1, { bot: 'b' });
  await clock.advance(10);
  const bucketCounts = [1, ...new Array(158).fill(0), 1];
  const none = { offset: 0, bucketCounts: [] };
  const [drifts] = await collect();
  expect(drifts?.dataPoints.map(({ value }) => value)).toEqual([
    { count: 3, sum: 4, scale: 0, zeroCount: 1, positive: { offset: -158, bucketCounts }, negative: none },
    { count: 1, sum: 1, scale: 20, zeroCount: 0, positive: { offset: -1, bucketCounts: [1] }, negative: none },
  ]);
  await shutdown();
});

it('continues from the last total after a gap of an observable counter, and takes a fall for a restart', async () => {
  const { clock, metrics, collect, shutdown } = setUp({ temporality: 'delta' });
  let total: number | undefined;
  metrics.observableCounter('bot.read', {}, (observe) => {
    if (total === undefined) throw new Error('no source');
    observe(total);
  });
  const changes: unknown[] = [];
  for (total of [1000, 1010, undefined, 1020, 0, 40]) {
    await clock.advance(10);
    const [read] = await collect();
    changes.push(read?.dataPoints[0]?.value);
  }
  expect(changes).toEqual([1000, 10, undefined, 10, 0, 40]);
  await shutdown();
});

it('returns the changes since its last collection as a delta producer, and only totals if nothing changed', async () => {
  const { clock, metrics, collect, shutdown } = setUp({ temporality: 'delta' });
  const sent = metrics.counter('bot.sent');
  const duration = metrics.histogram('bot.duration', { buckets: [1] });
  const load = metrics.gauge('bot.load');
  const open = metrics.upDownCounter('bot.open');
  sent.add(5);
  duration.record(2);
  load.set(7);
  open.add(4);
  await clock.advance(10);
  const first = await collect();
  expect(first[0]).toMatchObject({
    aggregationTemporality: AggregationTemporality.DELTA,
    dataPoints: [{ value: 5, startTime: [1_700_000_000, 0], endTime: [1_700_000_010, 0] }],
  });

  sent.add(2);
  duration.record(0.5);
  open.add(-1);
  await clock.advance(10);
  const second = await collect();
  expect(second.map((metric) => metric.descriptor.name)).toEqual(['bot.sent', 'bot.duration', 'bot.open']);
  // An up-down counter is a total, whatever the preference.
  expect(second[2]).toMatchObject({
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPoints: [{ value: 3, startTime: [1_700_000_000, 0] }],
  });
  expect(second[0]).toMatchObject({
    dataPoints: [{ value: 2, startTime: [1_700_000_010, 0], endTime: [1_700_000_020, 0] }],
  });
  expect(second[1]?.dataPoints[0]?.value).toEqual({ buckets: { boundaries: [1], counts: [1, 0] }, count: 1, sum: 0.5 });

  expect((await collect()).map((metric) => metric.descriptor.name)).toEqual(['bot.open']);
  await shutdown();
});

it('counts the total of a series that reuses the slot of a removed one as a change', async () => {
  const { clock, metrics, collect, shutdown } = setUp({ temporality: 'delta' });
  const sent = metrics.counter('bot.sent', { labels: ['kind'] });
  sent.add(5, { kind: 'text' });
  await clock.advance(1);
  await collect();
  sent.remove({ kind: 'text' });
  sent.add(3, { kind: 'photo' });
  await clock.advance(1);
  const [metric] = await collect();
  expect(metric?.dataPoints).toMatchObject([{ attributes: { kind: 'photo' }, value: 3 }]);
  await shutdown();
});

it('never counts a collection as delivered', async () => {
  for (const temporality of ['cumulative', 'delta'] as const) {
    const { store, metrics, collect, shutdown } = setUp({ temporality, name: 'theirs' });
    metrics.counter('bot.sent').add(5);
    await collect();
    expect(store.account('theirs')).toMatchObject({ offered: 1, delivered: 0, pending: 1 });
    await shutdown();
  }
});

it('returns an error instead of rejecting', async () => {
  const failure = new Error('the clock stands still');
  const broken = {
    wallSeconds: () => {
      throw failure;
    },
    monotonicSeconds: () => 0,
  };
  let works = true;
  const clock = { wallSeconds: () => (works ? 1 : broken.wallSeconds()), monotonicSeconds: () => 0 };
  const silent = { report: (_event: DiagnosticEvent) => {} };
  const producer = createMetricProducer(new MetricStore({ clock, diagnostics: silent }));
  works = false;
  const { resourceMetrics, errors } = await producer.collect({ timeoutMillis: 10 });
  expect(errors).toEqual([failure]);
  expect(resourceMetrics.scopeMetrics).toEqual([]);
});
