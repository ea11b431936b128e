import { type DatadogIntake, startDatadogIntake } from '@bot-metrics/testing';
import {
  type ConformanceSubject,
  conformanceTests,
  datadogReading,
  type Fault,
} from '@bot-metrics/testing/conformance';
import { test } from 'vitest';
import { DatadogMetricsBackend } from '../src/datadog-metrics-backend.ts';
import { convertName } from '../src/naming.ts';
import { createTag } from '../src/tags.ts';

const end = (intake: DatadogIntake) => intake.recover();
const nextRequest = (intake: DatadogIntake) => intake.waitForRequests(intake.requests.length + 1);

/** A permanent rejection drops the records. */
function refusing(status: number): [string, Fault<DatadogIntake>] {
  const records = [408, 429, 500, 502, 503, 504].includes(status) ? 'kept' : 'refused';
  const begin = (intake: DatadogIntake) => intake.respondWith({ status, times: Infinity });
  return [`refusing with ${status}`, { begin, end, records }];
}

/** Something else answers in place of Datadog, so that nothing is stored. */
function lying(response: { headers?: Record<string, string>; body?: string; endless?: boolean }): Fault<DatadogIntake> {
  return { begin: (intake) => intake.respondWith({ status: 200, stored: false, times: Infinity, ...response }), end };
}

export const subject: ConformanceSubject<DatadogIntake> = {
  name: 'datadog',
  features: { temporality: 'delta', delivery: 'acknowledged', histograms: true, intervalSeconds: 10 },
  startReceiver: () => startDatadogIntake(),
  makeBackend(intake, given) {
    intake.useClock(given.clock);
    return new DatadogMetricsBackend({ endpoint: intake.endpoint, apiKey: intake.apiKey, host: '', ...given });
  },
  read: datadogReading,
  stopReceiver: (intake) => intake.close(),
  naming: { metric: ({ name }) => convertName(name), value: (text) => createTag('text', text).slice('text:'.length) },
  faults: {
    down: { begin: (intake) => intake.down(), end: (intake) => intake.up() },
    slow: { begin: (intake) => intake.delay(0.02, Infinity), end, warned: false },
    hanging: { begin: (intake) => intake.hang(Infinity), end, hung: nextRequest },
    resetting: { begin: (intake) => intake.reset(Infinity), end },
    'resetting after it has stored': { begin: (intake) => intake.resetAfterStoring(Infinity), end },
    'partial success': 'Datadog takes a request as a whole, or not at all',
    'lying with HTML': lying({ headers: { 'content-type': 'text/html' }, body: '<title>Sign in</title>' }),
    'lying with text': lying({ headers: { 'content-type': 'text/plain' }, body: 'welcome' }),
    'lying without end': lying({ endless: true }),
    'pausing for a year': { begin: (intake) => intake.limitRate(31_536_000, Infinity), end },
    ...Object.fromEntries([302, 400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504].map(refusing)),
  },
};

for (const { backend, topic, name, skipped, run } of conformanceTests(subject)) {
  test(`${backend}: ${topic}: ${name}`, { skip: skipped !== undefined }, run);
}
