import { type OtlpReceiver, startOtlpReceiver } from '@bot-metrics/testing';
import { type ConformanceSubject, conformanceTests, type Fault, otlpReading } from '@bot-metrics/testing/conformance';
import { describe, test } from 'vitest';
import { OtlpMetricsBackend } from '../src/otlp-metrics-backend.ts';

const recover = (receiver: OtlpReceiver) => receiver.recover();
const answering = (status: number, records: 'kept' | 'refused'): Fault<OtlpReceiver> => ({
  begin: (receiver) => receiver.respondWith({ status, times: Infinity }),
  end: recover,
  records,
});

export const subjects = (['cumulative', 'delta'] as const).map((temporality): ConformanceSubject<OtlpReceiver> => {
  const refused = temporality === 'delta' ? 'refused' : 'kept';
  return {
    name: `otlp (${temporality})`,
    features: { temporality, delivery: 'acknowledged', histograms: true, intervalSeconds: 60 },
    startReceiver: () => startOtlpReceiver(),
    // A time-out below a second leaves the exporter no time to retry by itself.
    makeBackend: ({ endpoint }, surroundings) =>
      new OtlpMetricsBackend({ endpoint, temporality, timeout: 0.5, ...surroundings }),
    read: otlpReading,
    stopReceiver: (receiver) => receiver.close(),
    faults: {
      down: { begin: (receiver) => receiver.down(), end: (receiver) => receiver.up() },
      slow: { begin: (receiver) => receiver.delay(0.05, Infinity), end: recover, told: false },
      hanging: {
        begin: (receiver) => receiver.hang(Infinity),
        end: recover,
        hung: (receiver) => receiver.waitForExports(receiver.exports.length + 1),
      },
      resetting: { begin: (receiver) => receiver.reset(Infinity), end: recover },
      'refusing with 400': answering(400, refused),
      'refusing with 401': answering(401, refused),
      'refusing with 413': answering(413, refused),
      'refusing with 429': answering(429, 'kept'),
      'refusing with 500': answering(500, refused),
      'refusing with 502': answering(502, 'kept'),
      'refusing with 503': answering(503, 'kept'),
      'partial success': { begin: (receiver) => receiver.partialSuccess(1, 'x', Infinity), end: recover, told: false },
    },
  };
});

for (const subject of subjects) {
  describe(subject.name, () => {
    for (const { topic, name, skipped, run } of conformanceTests(subject)) {
      test(`${topic}: ${name}`, { skip: skipped !== undefined }, run);
    }
  });
}
