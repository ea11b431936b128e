import { Metrics, MultiMetricsBackend } from '@bot-metrics/core';
import { CollectedDiagnostics, startUdpCapture } from '@bot-metrics/testing';
import { statsdReading } from '@bot-metrics/testing/conformance';
import { expect, test } from 'vitest';
import { StatsdMetricsBackend } from '../src/statsd-metrics-backend.ts';

/** The lines of this test: one value or several with one rate, and tags. */
const line = /^hits:\d+\|c\|#page:p\d$|^depth:-?\d+\|g$|^waits:\d+(\.\d+)?(:\d+(\.\d+)?)*\|d(\|@0\.\d+)?$/;

test('DogStatsD receives 100,000 increments, 3,000 timings and the last gauge exactly, in valid lines', async () => {
  const daemon = await startUdpCapture();
  const backend = new StatsdMetricsBackend({ port: daemon.port, dialect: 'dogstatsd' });
  const fanOut = new MultiMetricsBackend([backend], { diagnostics: new CollectedDiagnostics() });
  const metrics = new Metrics(fanOut);
  const hits = metrics.counter('hits', { labels: ['page'] });
  const waits = metrics.histogram('waits', { unit: 's', buckets: [0.1, 1] });
  for (let i = 0; i < 100_000; i++) {
    hits.add(1, { page: `p${i % 10}` });
    if (i % 100 < 3) waits.record((i % 50) / 20);
    if (i % 10_000 === 0) {
      metrics.gauge('depth').set(-i);
      await fanOut.flush();
    }
  }
  await fanOut.shutdown();
  await daemon.settled();
  for (const each of daemon.lines) expect(each).toMatch(line);
  const { counters, gauges, histograms } = statsdReading(daemon.lines, 'dogstatsd');
  expect(counters.map(({ value }) => value)).toEqual(Array.from({ length: 10 }, () => 10_000));
  expect(gauges.map(({ value }) => value)).toEqual([-90_000]);
  expect(histograms.map(({ value }) => value.count)).toEqual([3000]);
  expect(fanOut.accounts().statsd).toMatchObject({ offered: 103_010, delivered: 103_010, pending: 0, dropped: {} });
  await daemon.close();
});
