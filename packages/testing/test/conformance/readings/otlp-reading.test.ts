import { expect, onTestFinished, test } from 'vitest';
import { otlpReading } from '../../../src/conformance/readings/otlp-reading.ts';
import { startOtlpReceiver } from '../../../src/otlp/otlp-receiver.ts';
import { recordedJson } from '../../otlp/recorded-export.ts';

test('reads monotonic sums as counters, other numbers as gauges, and attributes as text', async () => {
  const receiver = await startOtlpReceiver();
  onTestFinished(() => receiver.close());
  await fetch(`${receiver.endpoint}/v1/metrics`, {
    method: 'POST',
    body: recordedJson,
    headers: { 'content-type': 'application/json' },
  });
  const { counters, gauges, histograms } = otlpReading(receiver);
  expect(counters).toContainEqual({ name: 'posts.sent', labels: { kind: 'text', code: '200', ok: 'true' }, value: 7 });
  expect(gauges).toContainEqual({ name: 'memory', labels: {}, value: 41.5 });
  expect(histograms.every(({ value }) => value.count > 0)).toBe(true);
});
