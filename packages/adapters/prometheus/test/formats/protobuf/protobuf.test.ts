import { CollectedDiagnostics, FakeClock } from '@bot-metrics/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PrometheusMetricsBackend } from '../../../src/index.ts';
import { httpRequest } from '../../http-request.ts';
import { metricFamilies } from '../metric-family.ts';

const accept =
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.5,text/plain;q=0.2';

async function familiesOf(record: (backend: PrometheusMetricsBackend) => void): Promise<Record<string, unknown>[]> {
  const diagnostics = new CollectedDiagnostics();
  const backend = new PrometheusMetricsBackend({ port: 0, clock: new FakeClock(), diagnostics });
  record(backend);
  await backend.start();
  const { headers, body } = await httpRequest(backend.address ?? '', { headers: { accept } });
  await backend.shutdown();
  expect(headers['content-type']).toBe(
    'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
  );
  return metricFamilies(body);
}

it('is empty where nothing is recorded', async () => {
  expect(await familiesOf(() => {})).toEqual([]);
});

it('has a family of more than one chunk in one message', async () => {
  const [family] = await familiesOf((backend) => {
    for (let i = 0; i < 1500; i++) backend.recordCounter('bot.sent', i, { text: `${i}`.padEnd(300, 'x') });
  });
  expect(family?.name).toBe('bot_sent_total');
  const metrics = family?.metric as { counter: { value: number } }[];
  expect(metrics.map(({ counter }) => counter.value)).toEqual(Array.from({ length: 1500 }, (_, i) => i));
});

it('leaves a series out that cannot be told from another', async () => {
  const [family] = await familiesOf((backend) => {
    backend.recordCounter('bot.sent', 1, { text: 'a\ud800' });
    backend.recordCounter('bot.sent', 2, { text: 'a\udbff' });
  });
  expect(family?.metric).toMatchObject([{ label: [{ name: 'text', value: 'a\ufffd' }], counter: { value: 1 } }]);
});

it('carries values of every size', async () => {
  const values = [0.1, -5, 2 ** 53, 5e-324, 1.7e308];
  const families = await familiesOf((backend) => {
    for (const [i, value] of values.entries()) backend.setGauge(`g${i}`, value);
  });
  expect(families.map(({ metric }) => (metric as { gauge: { value: number } }[])[0]?.gauge.value)).toEqual(values);
});

it('never has a schema that Prometheus does not know: wider buckets are left out, with one diagnostic', async () => {
  const scale = fc.integer({ min: -11, max: 20 });
  await fc.assert(
    fc.asyncProperty(scale, fc.integer({ min: 0, max: 3 }), async (scale, offset) => {
      const diagnostics = new CollectedDiagnostics();
      const backend = new PrometheusMetricsBackend({ port: 0, clock: new FakeClock(), diagnostics });
      const buckets = { positive: { offset, bucketCounts: [2, 0, 1] }, negative: { offset: 0, bucketCounts: [1] } };
      const increment = { labels: [], count: 5, value: 7, exponential: { scale, zeroCount: 1, ...buckets } };
      backend.store.merge({ name: 'sizes', type: 'histogram', buckets: 'exponential' }, [increment]);
      await backend.start();
      const read = async (): Promise<Record<string, unknown>> => {
        const { body } = await httpRequest(backend.address ?? '', { headers: { accept } });
        const [family] = metricFamilies(body);
        return (family!.metric as { histogram: Record<string, unknown> }[])[0]!.histogram;
      };
      const histogram = await read();
      await read();
      await backend.shutdown();
      expect(histogram).toMatchObject({ sampleSum: 7 });
      expect(Number(histogram.sampleCount)).toBe(5);
      if (scale < -4) {
        expect(histogram).not.toHaveProperty('schema');
        expect(histogram).not.toHaveProperty('positiveSpan');
        expect(diagnostics.codes()).toEqual(['coarse_histogram']);
      } else {
        expect(histogram.schema).toBe(Math.min(scale, 8));
        expect(diagnostics.codes()).toEqual([]);
      }
    }),
    { numRuns: 32 },
  );
});
