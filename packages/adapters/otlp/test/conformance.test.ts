import { type OtlpReceiver, startOtlpReceiver } from '@bot-metrics/testing';
import { type ConformanceSubject, conformanceTests, type Fault, otlpReading } from '@bot-metrics/testing/conformance';
import { test } from 'vitest';
import { OtlpMetricsBackend } from '../src/otlp-metrics-backend.ts';

const end = (receiver: OtlpReceiver) => receiver.recover();
const nextExport = (receiver: OtlpReceiver) => receiver.waitForExports(receiver.exports.length + 1);

/** A permanent rejection drops a delta; a cumulative total is in the next export. */
function refusing(status: number, temporality: 'cumulative' | 'delta'): [string, Fault<OtlpReceiver>] {
  const records = temporality === 'delta' && ![429, 502, 503].includes(status) ? 'refused' : 'kept';
  const begin = (receiver: OtlpReceiver) => receiver.respondWith({ status, times: Infinity });
  return [`refusing with ${status}`, { begin, end, records }];
}

/** Something else answers in place of the receiver, so that nothing is stored. */
function lying(response: { headers?: Record<string, string>; body?: string; endless?: boolean }): Fault<OtlpReceiver> {
  return {
    begin: (receiver) => receiver.respondWith({ status: 200, stored: false, times: Infinity, ...response }),
    end,
  };
}

export const subjects = (['cumulative', 'delta'] as const).map(
  (temporality): ConformanceSubject<OtlpReceiver> => ({
    name: `otlp (${temporality})`,
    features: { temporality, delivery: 'acknowledged', histograms: true, intervalSeconds: 60 },
    startReceiver: () => startOtlpReceiver(),
    // A timeout below a second leaves no time for a retry.
    makeBackend: ({ endpoint }, given) => new OtlpMetricsBackend({ endpoint, temporality, timeout: 0.5, ...given }),
    read: otlpReading,
    stopReceiver: (receiver) => receiver.close(),
    faults: {
      down: { begin: (receiver) => receiver.down(), end: (receiver) => receiver.up() },
      slow: { begin: (receiver) => receiver.delay(0.02, Infinity), end, warned: false },
      hanging: { begin: (receiver) => receiver.hang(Infinity), end, hung: nextExport },
      resetting: { begin: (receiver) => receiver.reset(Infinity), end },
      'partial success': { begin: (receiver) => receiver.partialSuccess(1, 'x', Infinity), end, warned: false },
      'lying with HTML': lying({ headers: { 'content-type': 'text/html' }, body: '<title>Sign in</title>' }),
      'lying with JSON': lying({ headers: { 'content-type': 'application/json' }, body: '{}' }),
      'lying without end': lying({ endless: true }),
      'pausing for a year': {
        begin: (receiver) =>
          receiver.respondWith({ status: 429, headers: { 'retry-after': '31536000' }, times: Infinity }),
        end,
      },
      ...Object.fromEntries([400, 401, 413, 429, 500, 502, 503].map((status) => refusing(status, temporality))),
    },
  }),
);

for (const { backend, topic, name, skipped, run } of subjects.flatMap(conformanceTests)) {
  test(`${backend}: ${topic}: ${name}`, { skip: skipped !== undefined }, run);
}
