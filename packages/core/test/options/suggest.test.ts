import { expect, test } from 'vitest';
import { suggest } from '../../src/options/suggest.ts';

const kinds = ['prometheus', 'otlp', 'statsd', 'datadog', 'cloudwatch', 'stub'] as const;

test.each([
  ['promtheus', 'prometheus'],
  ['Prometheus', 'prometheus'],
  ['otpl', 'otlp'],
  ['stubs', 'stub'],
  ['statsd', 'statsd'],
  ['data-dog', 'datadog'],
])('%s probably means %s', (word, meant) => {
  expect(suggest(word, kinds)).toBe(meant);
});

test.each(['influxdb', 'x', '', 'prom'])('nothing is near to "%s"', (word) => {
  expect(suggest(word, kinds)).toBeUndefined();
});
