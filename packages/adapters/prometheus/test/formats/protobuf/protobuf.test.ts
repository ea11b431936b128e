import { CollectedDiagnostics, FakeClock } from '@bot-metrics/testing';
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
