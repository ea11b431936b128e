import { expect, test } from 'vitest';
import { resolveSettings } from '../src/options.ts';
import { problems } from './problems.ts';

const cloud = { preset: 'grafana-cloud', zone: 'prod-eu-west-2', instanceId: '123456', token: 'glc_hunter2' } as const;

test('Grafana Cloud requires only the zone, the number of the stack and a token', () => {
  expect(resolveSettings(cloud)).toMatchObject({
    url: 'https://otlp-gateway-prod-eu-west-2.grafana.net/otlp/v1/metrics',
    headers: { authorization: { user: '123456', password: 'glc_hunter2' } },
    protocol: 'http/protobuf',
    compression: 'gzip',
    temporality: 'cumulative',
    intervalSeconds: 60,
  });
});

test('other options override the preset', () => {
  const endpoint = 'https://gateway.example/otlp';
  const headers = { Authorization: 'Basic own', 'x-scope-orgid': '1' };
  expect(resolveSettings({ preset: 'grafana-cloud', endpoint, headers, interval: 15 })).toMatchObject({
    url: 'https://gateway.example/otlp/v1/metrics',
    headers,
    intervalSeconds: 15,
  });
  expect(resolveSettings({ preset: 'datadog-agent', temporality: 'cumulative' }).temporality).toBe('cumulative');
});

test.each([
  ['collector', 'http://localhost:4318/v1/metrics', 'cumulative'],
  ['mimir', 'http://localhost:9009/otlp/v1/metrics', 'cumulative'],
  ['victoria-metrics', 'http://localhost:8428/opentelemetry/v1/metrics', 'cumulative'],
  ['datadog-agent', 'http://localhost:4318/v1/metrics', 'delta'],
] as const)('%s listens at %s and receives %s', (preset, url, temporality) => {
  expect(resolveSettings({ preset })).toMatchObject({ url, temporality });
});

test('every option that Grafana Cloud rejects is reported at once, with the remedy and without the token', () => {
  const found = problems({
    ...cloud,
    zone: 'Prod EU',
    instanceId: 'my-stack',
    temporality: 'delta',
    protocol: 'http/json',
  });
  expect(found).toEqual([
    'zone: expected only the name of a zone, such as "prod-eu-west-2", received "Prod EU"',
    'instanceId: expected digits, received "my-stack"',
    'temporality: expected "cumulative", received "delta", which Grafana Cloud rejects; remove the option',
    'protocol: expected "http/protobuf", received "http/json", which Grafana Cloud accepts for tests only; remove the option',
  ]);
  expect(found.join()).not.toContain('hunter2');
  expect(problems({ preset: 'grafana-cloud' }).map((problem) => problem.split(':')[0])).toEqual([
    'zone',
    'instanceId',
    'token',
  ]);
});

test('an unknown preset and a token without a preset are reported', () => {
  expect(problems({ preset: 'grafana' })).toEqual([
    'preset: expected "grafana-cloud", "collector", "mimir", "victoria-metrics" or "datadog-agent", received "grafana"',
  ]);
  expect(problems({ token: 'hunter2' })).toEqual([
    'token: needs preset "grafana-cloud"; set "preset" to "grafana-cloud", or remove "token"',
  ]);
});
