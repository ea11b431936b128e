import { type CloudWatchReceiver, startCloudWatchReceiver } from '@bot-metrics/testing';
import {
  type ConformanceSubject,
  cloudWatchReading,
  conformanceTests,
  type Fault,
} from '@bot-metrics/testing/conformance';
import { test } from 'vitest';
import { CloudWatchMetricsBackend } from '../src/cloudwatch-metrics-backend.ts';
import { accepted } from '../src/encoding/dimensions.ts';
import { clientOf } from './client-of.ts';

const end = (receiver: CloudWatchReceiver) => receiver.recover();
const nextRequest = (receiver: CloudWatchReceiver) => receiver.waitForRequests(receiver.requests.length + 1);

/** What is refused for good is dropped. */
function refusing(status: number, code?: string): [string, Fault<CloudWatchReceiver>] {
  const records = code !== undefined || [429, 500, 502, 503, 504].includes(status) ? 'kept' : 'refused';
  const response = { status, times: Infinity, ...(code === undefined ? {} : { code }) };
  const begin = (receiver: CloudWatchReceiver) => receiver.respondWith(response);
  return [`refusing with ${status}${code === undefined ? '' : ` ${code}`}`, { begin, end, records }];
}

export const subject: ConformanceSubject<CloudWatchReceiver> = {
  name: 'cloudwatch',
  features: { temporality: 'delta', delivery: 'acknowledged', histograms: true, intervalSeconds: 60 },
  startReceiver: () => startCloudWatchReceiver(),
  makeBackend(receiver, given) {
    receiver.useClock(given.clock);
    return new CloudWatchMetricsBackend({ client: clientOf(receiver), timeout: 2, ...given });
  },
  read: cloudWatchReading,
  stopReceiver: (receiver) => receiver.close(),
  naming: { label: (name) => accepted(name, 255), value: (text) => accepted(text, 1024) },
  faults: {
    down: { begin: (receiver) => receiver.down(), end: (receiver) => receiver.up() },
    slow: { begin: (receiver) => receiver.delay(0.02, Infinity), end, told: false },
    hanging: { begin: (receiver) => receiver.hang(Infinity), end, hung: nextRequest },
    resetting: { begin: (receiver) => receiver.reset(Infinity), end },
    // CloudWatch would add up a batch as often as it comes.
    'resetting once after it has stored': { begin: (receiver) => receiver.resetAfterStoring(), end },
    'partial success': 'PutMetricData takes a request as a whole, or not at all',
    ...Object.fromEntries([400, 403, 404, 413, 429, 500, 502, 503, 504].map((status) => refusing(status))),
    ...Object.fromEntries(['ThrottlingException', 'ExpiredTokenException'].map((code) => refusing(400, code))),
  },
};

for (const { backend, topic, name, skipped, run } of conformanceTests(subject)) {
  test(`${backend}: ${topic}: ${name}`, { skip: skipped !== undefined }, run);
}
