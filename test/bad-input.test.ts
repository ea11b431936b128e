import { CloudWatchMetricsBackend } from '@bot-metrics/cloudwatch';
import { MetricsCollectorService, MultiMetricsBackend } from '@bot-metrics/core';
import type { MetricStore } from '@bot-metrics/core/backend';
import { DatadogMetricsBackend } from '@bot-metrics/datadog';
import { OtlpMetricsBackend } from '@bot-metrics/otlp';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { StatsdMetricsBackend } from '@bot-metrics/statsd';
import { StubMetricsBackend } from '@bot-metrics/stub';
import {
  type CloudWatchReceiver,
  CollectedDiagnostics,
  type DatadogIntake,
  type OtlpReceiver,
  startCloudWatchReceiver,
  startDatadogIntake,
  startOtlpReceiver,
  startTcpCapture,
  type TcpCapture,
} from '@bot-metrics/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

let receiver: OtlpReceiver;
let daemon: TcpCapture;
let intake: DatadogIntake;
let cloudwatch: CloudWatchReceiver;

beforeAll(async () => {
  [receiver, daemon, intake, cloudwatch] = await Promise.all([
    startOtlpReceiver(),
    startTcpCapture(),
    startDatadogIntake(),
    startCloudWatchReceiver(),
  ]);
  process.env.AWS_ACCESS_KEY_ID = cloudwatch.credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = cloudwatch.credentials.secretAccessKey;
});

afterAll(() => Promise.all([receiver.close(), daemon.close(), intake.close(), cloudwatch.close()]));

/** Values that JavaScript callers can pass whatever the types say; see docs/goals.md#bad-input. */
const badValues = [
  Number.NaN,
  Infinity,
  -Infinity,
  -1,
  -0,
  2 ** 53,
  Number.MAX_VALUE,
  '1',
  1n,
  Symbol('x'),
  null,
  undefined,
  {},
  [],
];
const badTexts = [
  '"',
  '\\',
  '\n',
  '|',
  ':',
  '#',
  '@',
  '\0',
  '\ud800',
  '\udfff',
  '__proto__',
  'constructor',
  '',
  ' ',
  'x'.repeat(1_000_000),
];
const throwing = {
  get status(): string {
    throw new Error('no');
  },
};
const proxy = new Proxy(
  {},
  {
    get() {
      throw new Error('no');
    },
    ownKeys() {
      throw new Error('no');
    },
  },
);

const value = fc.oneof(fc.constantFrom<unknown>(...badValues), fc.double(), fc.nat());
const text = fc.oneof(fc.constantFrom(...badTexts), fc.string({ unit: 'binary', maxLength: 8 }));
const labels = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.dictionary(
      fc.constantFrom('status', 'a.b', 'a_b', '9', 'le', '__proto__', 'constructor'),
      fc.oneof(text, value),
    ),
  },
  fc.constantFrom<unknown>(throwing, proxy, null, undefined, 7, 'text', [], Object.create({ status: 'inherited' })),
);
const name = fc.oneof(
  fc.constantFrom('requests', 'load', 'sizes', 'a.b', 'a_b', '', '9lives', 'y__z', 'constructor'),
  text,
);
const record = fc.record({
  method: fc.constantFrom('counter', 'gauge', 'histogram', 'upDown', 'string', 'model'),
  name,
  value,
  labels,
});

/** The totals of a metric of the store. */
function totals(metric: ReturnType<MetricStore['define']>): Float64Array {
  return 'sums' in metric ? metric.sums : metric.values;
}

test('no input throws, corrupts a total or is lost without account, at any backend', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 30 }), async (records) => {
      const stub = new StubMetricsBackend();
      const prometheus = new PrometheusMetricsBackend({ port: 0 });
      const backend = new MultiMetricsBackend(
        [
          prometheus,
          stub,
          new OtlpMetricsBackend({ endpoint: receiver.endpoint }),
          new StatsdMetricsBackend({ protocol: 'tcp', port: daemon.port }),
          new DatadogMetricsBackend({ endpoint: intake.endpoint, apiKey: intake.apiKey }),
          new CloudWatchMetricsBackend({ endpoint: cloudwatch.endpoint, region: 'eu-west-1' }),
        ],
        { diagnostics: new CollectedDiagnostics() },
      );
      await backend.start();
      const collector = new MetricsCollectorService(backend);
      const instruments = {
        counter: collector.metrics.counter('requests', { labels: ['status'] }),
        gauge: collector.metrics.gauge('load', { labels: ['status', 'a.b', 'a_b'] }),
        histogram: collector.metrics.histogram('sizes', { labels: ['le', 'constructor'] }),
        upDown: collector.metrics.upDownCounter('visitors', { labels: ['9'] }),
      };
      for (const { method, name, value, labels } of records) {
        const [anyName, anyValue, anyLabels] = [name, value, labels] as [string, number, never];
        if (method === 'counter') instruments.counter.add(anyValue, anyLabels);
        else if (method === 'gauge') instruments.gauge.set(anyValue, anyLabels);
        else if (method === 'histogram') instruments.histogram.record(anyValue, anyLabels);
        else if (method === 'upDown') instruments.upDown.add(anyValue, anyLabels);
        else if (method === 'model') collector.recordHttpRequest(labels as never);
        else {
          backend.recordCounter(anyName, anyValue, anyLabels);
          backend.setGauge(anyName, anyValue, anyLabels);
          backend.recordHistogram(anyName, anyValue, anyLabels);
        }
      }
      for (const metric of backend.store.metrics) expect(totals(metric).every(Number.isFinite)).toBe(true);
      const page = await fetch(prometheus.address ?? '');
      await page.text();
      expect(page.status).toBe(200);
      await backend.shutdown(5);
      expect(intake.refusals).toEqual([]);
      expect(cloudwatch.refusals).toEqual([]);
      for (const [at, { offered, delivered, pending, dropped }] of Object.entries(backend.accounts())) {
        const accounted = delivered + pending + Object.values(dropped).reduce((sum, records) => sum + records, 0);
        expect({ at, accounted, pending }).toEqual({ at, accounted: offered, pending: 0 });
      }
    }),
    { numRuns: 60 },
  );
});
