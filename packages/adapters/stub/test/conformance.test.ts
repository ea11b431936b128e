import { type ConformanceSubject, conformanceTests, ReceivedSeries } from '@bot-metrics/testing/conformance';
import { test } from 'vitest';
import { StubMetricsBackend } from '../src/stub-metrics-backend.ts';

const reason = 'the records never leave the process';

export const subject: ConformanceSubject<StubMetricsBackend> = {
  name: 'stub',
  features: { temporality: 'delta', delivery: 'acknowledged', histograms: true, receiving: true },
  startReceiver: () => new StubMetricsBackend(),
  makeBackend: (backend) => backend,
  read({ records }) {
    const received = new ReceivedSeries();
    for (const { kind, name, value, labels } of records) {
      if (kind === 'counter') received.add(name, labels, value);
      else if (kind === 'gauge') received.set(name, labels, value);
      else received.observe(name, labels, value);
    }
    return received.reading();
  },
  faults: {
    down: reason,
    slow: reason,
    hanging: reason,
    resetting: reason,
    refusing: reason,
    'partial success': reason,
    lying: reason,
    pausing: reason,
  },
};

for (const { topic, name, skipped, run } of conformanceTests(subject)) {
  test(`${topic}: ${name}`, { skip: skipped !== undefined }, run);
}
