import { expect, test } from 'vitest';
import { runDemo } from '../servers/demo.ts';

test('two minutes of the demo end with equal totals at all receivers', async () => {
  const { code, output } = await runDemo(
    ['--seconds', '120', '--json', '--backend', 'datadog', '--backend', 'cloudwatch'],
    {
      PROMETHEUS_PORT: '9465',
    },
  );
  const verdict = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as Record<
    string,
    Record<string, { equal: boolean }>
  >;
  expect(Object.keys(verdict)).toEqual(['prometheus', 'otlp', 'statsd', 'datadog', 'cloudwatch']);
  const unequal = Object.entries(verdict).flatMap(([backend, metrics]) =>
    Object.entries(metrics).flatMap(([metric, { equal }]) => (equal ? [] : [`${backend} ${metric}`])),
  );
  expect({ code, unequal }).toEqual({ code: 0, unequal: [] });
});
