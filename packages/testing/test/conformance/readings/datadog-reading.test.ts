import { expect, test } from 'vitest';
import { datadogReading } from '../../../src/conformance/readings/datadog-reading.ts';
import type { DatadogSeries } from '../../../src/datadog/datadog-series.ts';

test('adds up counts and reads last values of gauges and count and sum of distributions', () => {
  const identity = { host: '', tags: ['kind:a:b'] };
  const points = [
    { timestamp: 1, value: 2 },
    { timestamp: 2, value: 3 },
  ];
  const sketch = { timestamp: 1, count: 2, sum: 3, min: 1, max: 2, bins: [] };
  const stored: DatadogSeries[] = [
    { ...identity, name: 'hits', type: 'count', interval: 10, points },
    { ...identity, name: 'depth', type: 'gauge', points },
    { ...identity, name: 'sizes', type: 'distribution', points: [sketch, { ...sketch, timestamp: 2 }] },
  ];
  const labels = { kind: 'a:b' };
  expect(
    datadogReading({
      names: () => stored.map(({ name }) => name),
      series: (name) => stored.filter((series) => series.name === name),
    }),
  ).toEqual({
    counters: [{ name: 'hits', labels, value: 5 }],
    gauges: [{ name: 'depth', labels, value: 3 }],
    histograms: [{ name: 'sizes', labels, value: { count: 4, sum: 6 } }],
  });
});
