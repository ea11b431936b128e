import { expect, test } from 'vitest';
import { suggest } from '../../src/config/suggest.ts';

const kinds = ['prometheus', 'otlp', 'statsd', 'stub'] as const;

test.each([
  ['promtheus', 'prometheus'],
  ['Prometheus', 'prometheus'],
  ['otpl', 'otlp'],
  ['stubs', 'stub'],
  ['statsd', 'statsd'],
])('%s is meant as %s', (word, meant) => {
  expect(suggest(word, kinds)).toBe(meant);
});

test.each(['datadog', 'x', '', 'prom'])('nothing is near to "%s"', (word) => {
  expect(suggest(word, kinds)).toBeUndefined();
});
