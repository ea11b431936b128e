import { createRequire } from 'node:module';
import { Metrics } from '@bot-metrics/core';
import { MetricStore } from '@bot-metrics/core/backend';
import { type ExponentialHistogramValue, resourceMetricsOf } from '@bot-metrics/otel';
import { OtlpMetricsBackend } from '@bot-metrics/otlp';
import { startOtlpReceiver } from '@bot-metrics/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';

/** OpenTelemetry JS 3.x, and 2.x from a package of its own, since both cannot be installed in one package. */
const lines = [
  { line: '3.x', require: createRequire(import.meta.url) },
  { line: '2.x', require: createRequire(new URL('otel-2/package.json', import.meta.url)) },
];

const smallestNormal = 2 ** -1022;
const besides = [1 - 2 ** -53, 1, 1 + 2 ** -52] as const;

/** A bucket bound of some scale, or the double next to it. */
const nearBound = fc
  .tuple(fc.integer({ min: -1022, max: 1022 }), fc.integer({ min: 0, max: 20 }), fc.nat(), fc.constantFrom(...besides))
  .map(([octave, scale, step, beside]) => 2 ** (octave + (step % 2 ** scale) / 2 ** scale) * beside);

const size = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: 0.001, max: 10, noNaN: true }) },
  { weight: 3, arbitrary: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }) },
  { weight: 3, arbitrary: nearBound },
  { weight: 1, arbitrary: fc.integer({ min: -1074, max: 1023 }).map((octave) => 2 ** octave) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: smallestNormal, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, Number.MIN_VALUE, smallestNormal, Number.MAX_VALUE) },
);
const sizes = fc.array(size, { minLength: 1, maxLength: 400, size: 'max' });
const octave = fc.integer({ min: -1000, max: 1000 }).map((exponent) => 2 ** exponent);
const factor = fc.oneof(fc.double({ min: 1, max: 1.01, noNaN: true }), fc.constantFrom(1, 2));
/** So close together that high scales are kept. */
const closeSizes = fc
  .tuple(fc.oneof(nearBound, octave), fc.array(factor, { minLength: 1, maxLength: 400, size: 'max' }))
  .map(([least, factors]) => factors.map((factor) => least * factor));
const signed = fc.array(
  fc.tuple(size, fc.boolean()).map(([value, isNegative]) => (isNegative ? -value : value)),
  { minLength: 1, maxLength: 400, size: 'max' },
);

/** The values that our store accepts: a sum beyond the range of a double is rejected. */
function finiteSums(values: readonly number[]): number[] {
  let sum = 0;
  return values.filter((value) => {
    const fits = Number.isFinite(sum + value);
    if (fits) sum += value;
    return fits;
  });
}

async function ours(values: readonly number[]): Promise<ExponentialHistogramValue> {
  const store = new MetricStore();
  const histogram = new Metrics(store).histogram('h', { buckets: 'exponential' });
  for (const value of values) histogram.record(value);
  const snapshot = await store.openReader({ name: 'test' }).collect();
  const { scopeMetrics } = resourceMetricsOf(snapshot, { resource: { attributes: {} } });
  const metric = scopeMetrics[0]?.metrics[0];
  const point = metric?.dataPointType === 1 ? metric.dataPoints[0] : undefined;
  if (point === undefined) throw new Error('no exponential histogram found');
  return point.value;
}

/** OpenTelemetry's histograms reject negative values. Its up-down counters accept them but leave out the sum. */
async function theirs(
  { AggregationType, MeterProvider, MetricReader }: ReturnType<NodeJS.Require>,
  instrument: 'createHistogram' | 'createUpDownCounter',
  values: readonly number[],
): Promise<ExponentialHistogramValue> {
  class Reader extends MetricReader {
    async onForceFlush(): Promise<void> {}
    async onShutdown(): Promise<void> {}
  }
  const reader = new Reader();
  const views = [{ instrumentName: 'h', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }];
  const recorder = new MeterProvider({ readers: [reader], views }).getMeter('test')[instrument]('h');
  for (const value of values) {
    if (instrument === 'createHistogram') recorder.record(value);
    else recorder.add(value);
  }
  const { resourceMetrics } = await reader.collect();
  return resourceMetrics.scopeMetrics[0].metrics[0].dataPoints[0].value;
}

function inBuckets({ positive, negative, zeroCount }: ExponentialHistogramValue): number {
  return [...positive.bucketCounts, ...negative.bucketCounts].reduce((sum, count) => sum + count, zeroCount);
}

function expectSame(values: readonly number[], our: ExponentialHistogramValue, their: ExponentialHistogramValue): void {
  expect(our.count).toBe(values.length);
  expect(inBuckets(our)).toBe(values.length);
  const sum = values.reduce((total, value) => total + value, 0);
  // Where rounding in the logarithm shifts a value to the next bucket, OpenTelemetry may exceed its 160 buckets and
  // miscount.
  if (inBuckets(their) === values.length) expect(our).toEqual({ ...their, sum });
}

for (const { line, require } of lines) {
  test(`non-negative values fall into the same buckets as in OpenTelemetry ${line}`, async () => {
    const sdk = require('@opentelemetry/sdk-metrics');
    const property = fc.asyncProperty(fc.oneof(sizes, closeSizes), async (given) => {
      const values = finiteSums(given);
      fc.pre(values.length > 0);
      expectSame(values, await ours(values), await theirs(sdk, 'createHistogram', values));
    });
    await fc.assert(property, { numRuns: 100 });
  });

  test(`a value next to a bound stays within 160 buckets where OpenTelemetry ${line} exceeds them`, async () => {
    const values = [-1.2247208276643355e201, -4294967295.9999995, 0];
    const their = await theirs(require('@opentelemetry/sdk-metrics'), 'createUpDownCounter', values);
    expect([inBuckets(their), their.negative.bucketCounts.length]).toEqual([5, 161]);
    const our = await ours(values);
    expect([inBuckets(our), our.scale]).toEqual([3, their.scale - 1]);
  });

  test(`values of both signs fall into the same buckets as in OpenTelemetry ${line}`, async () => {
    const sdk = require('@opentelemetry/sdk-metrics');
    const property = fc.asyncProperty(signed, async (given) => {
      const values = finiteSums(given);
      expectSame(values, await ours(values), await theirs(sdk, 'createUpDownCounter', values));
    });
    await fc.assert(property, { numRuns: 100 });
  });
}

for (const protocol of ['http/protobuf', 'http/json'] as const) {
  for (const temporality of ['cumulative', 'delta'] as const) {
    test(`a receiver adds up ${temporality} exports over ${protocol} to what was recorded`, async () => {
      const receiver = await startOtlpReceiver();
      const backend = new OtlpMetricsBackend({ endpoint: receiver.endpoint, protocol, temporality });
      const temperature = new Metrics(backend).histogram('temperature', { buckets: 'exponential', labels: ['room'] });
      const rounds = [[0.5, 0.51, 0], [-3, 7, 1e9], [], [1e-9, 0.5, -3]];
      for (const values of rounds) {
        for (const value of values) temperature.record(value, { room: 'cellar' });
        await backend.flush();
      }
      const { count, sum, scale, zeroCount, positive, negative } = await ours(rounds.flat());
      expect(receiver.malformed).toEqual([]);
      expect(receiver.value('temperature', { room: 'cellar' })).toMatchObject({
        count,
        sum: expect.closeTo(sum, 6),
        scale,
        zeroCount,
        positive,
        negative,
      });
      expect(backend.account()).toMatchObject({ offered: 9, delivered: 9, pending: 0, ambiguous: 0 });
      await backend.shutdown();
      await receiver.close();
    });
  }
}
