import { expect, test } from 'vitest';
import { statsdReading } from '../../../src/conformance/readings/statsd-reading.ts';

test('reads counters with sample rates, signed gauges, timings and labels in the name', () => {
  const lines = ['hits;kind=a__2Fb:2|c', 'hits;kind=a__2Fb:1|c|@0.5', 'depth:3|g', 'depth:-1|g', 'took:8|ms|@0.25'];
  expect(statsdReading(lines, 'statsd')).toEqual({
    counters: [{ name: 'hits', labels: { kind: 'a/b' }, value: 4 }],
    gauges: [{ name: 'depth', labels: {}, value: 2 }],
    histograms: [{ name: 'took', labels: {}, value: { count: 4, sum: 32 } }],
  });
});

test('reads DogStatsD with tags and signed gauge values', () => {
  const lines = ['hits:1|c|#kind:a:b,host:c', 'depth:3|g', 'depth:-1|g'];
  const { counters, gauges } = statsdReading(lines, 'dogstatsd');
  expect(counters).toEqual([{ name: 'hits', labels: { kind: 'a:b', host: 'c' }, value: 1 }]);
  expect(gauges).toEqual([{ name: 'depth', labels: {}, value: -1 }]);
});

test('reads the Influx dialect with comma-separated labels and signed gauge changes', () => {
  const { counters, gauges } = statsdReading(['hits,kind=a__2Cb:2|c', 'depth:3|g', 'depth:-1|g'], 'influx');
  expect(counters).toEqual([{ name: 'hits', labels: { kind: 'a,b' }, value: 2 }]);
  expect(gauges).toEqual([{ name: 'depth', labels: {}, value: 2 }]);
});

test('rejects an invalid line', () => {
  expect(() => statsdReading(['hits'], 'statsd')).toThrow('not a StatsD line: "hits"');
});
