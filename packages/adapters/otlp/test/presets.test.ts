import { expect, test } from 'vitest';
import { resolveSettings } from '../src/options.ts';
import { problems } from './problems.ts';

const cloud = { preset: 'grafana-cloud', zone: 'prod-eu-west-2', instanceId: '123456', token: 'glc_hunter2' } as const;

test('Grafana Cloud needs the zone, the number of the stack and a token, and nothing else', () => {
  expect(resolveSettings(cloud)).toMatchObject({
    url: 'https://otlp-gateway-prod-eu-west-2.grafana.net/otlp/v1/metrics',
    headers: { authorization: { user: '123456', password: 'glc_hunter2' } },
    protocol: 'http/protobuf',
    compression: 'gzip',
    temporality: 'cumulative',
    intervalSeconds: 60,
  });
});

test('what is given goes before the preset', () => {
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
] as const)('%s listens at %s and gets %s', (preset, url, temporality) => {
  expect(resolveSettings({ preset })).toMatchObject({ url, temporality });
});

test('all that Grafana Cloud would refuse is said at once, with the remedy and without the token', () => {
  const found = problems({
    ...cloud,
    zone: 'Prod EU',
    instanceId: 'my-stack',
    temporality: 'delta',
    protocol: 'http/json',
  });
  expect(found).toEqual([
    'zone: expected the name of a zone only, such as "prod-eu-west-2", received "Prod EU"',
    'instanceId: expected digits, received "my-stack"',
    'temporality: Grafana Cloud refuses delta temporality; remove the option',
    'protocol: Grafana Cloud accepts JSON for tests only; remove the option',
  ]);
  expect(found.join()).not.toContain('hunter2');
  expect(problems({ preset: 'grafana-cloud' }).map((problem) => problem.split(':')[0])).toEqual([
    'zone',
    'instanceId',
    'token',
  ]);
});

test('a preset that nobody knows, and a token that no preset takes', () => {
  expect(problems({ preset: 'grafana' })).toEqual([
    'preset: expected "grafana-cloud", "collector", "mimir", "victoria-metrics" or "datadog-agent", received "grafana"',
  ]);
  expect(problems({ token: 'hunter2' })).toEqual([
    'token: needs preset "grafana-cloud"; set that preset, or remove this option',
  ]);
});
