import { startGrafanaCloudGateway } from '@bot-metrics/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { resolveSettings } from '../src/options.ts';
import { OtlpMetricsBackend } from '../src/otlp-metrics-backend.ts';
import { problems } from './problems.ts';

const cloud = { preset: 'grafana-cloud', zone: 'prod-eu-west-0', instanceId: '123456', token: 'glc_hunter2' } as const;

test('a token, an ID and an endpoint with what copying adds are delivered with', async () => {
  const gateway = await startGrafanaCloudGateway({ instanceId: '123456', token: 'glc_hunter2' });
  onTestFinished(() => gateway.close());
  const endpoint = `"${gateway.endpoint}"\n`;
  for (const token of ['\ufeffglc_hunter2\r\n', '"glc_hunter2"', () => ' glc_hunter2\n']) {
    const backend = new OtlpMetricsBackend({ ...cloud, endpoint, instanceId: ' 123456\n', token });
    backend.recordCounter('hits');
    await backend.flush();
    await backend.shutdown();
  }
  expect(gateway.answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
});

test.each([
  ['Bearer glc_hunter2', 'received "Bearer" before it; remove "Bearer"'],
  ['Basic Z2xjX2h1bnRlcjI=', 'received "Basic" before it; set the token that the text after "Basic" encodes'],
  ['123456:glc_hunter2', 'received an ID and ":" before it; remove them'],
  ['glc_hunter2\nglc_hunter3', 'received 2 lines; write it in one line'],
])('the token %j is refused with the fix', async (token, mistake) => {
  expect(problems({ ...cloud, token })).toEqual([`token: expected only the token, ${mistake}`]);
  const backend = new OtlpMetricsBackend({ ...cloud, timeout: 0.1, token: () => token });
  backend.recordCounter('hits');
  const text = `cannot read the credentials: token: expected only the token, ${mistake}; correct what "token" is read from`;
  await expect(backend.flush()).rejects.toThrow(text);
  await backend.shutdown().catch(() => {});
});

describe('the zone is only a name', () => {
  test.each(['prod-eu-west-0', ' prod-eu-west-0\n', '"prod-eu-west-0"'])('%j is accepted', (zone) => {
    expect(resolveSettings({ ...cloud, zone }).url).toBe(
      'https://otlp-gateway-prod-eu-west-0.grafana.net/otlp/v1/metrics',
    );
  });

  test.each([
    'otlp-gateway-prod-eu-west-0',
    'otlp-gateway-prod-eu-west-0.grafana.net',
    'https://otlp-gateway-prod-eu-west-0.grafana.net/otlp',
    'https://otlp-gateway-prod-eu-west-0.grafana.net/otlp/v1/metrics',
    'prod-eu-west-0.grafana.net',
    'PROD-EU-WEST-0',
  ])('%s is refused with the name', (zone) => {
    const shown = zone.length > 60 ? `${zone.slice(0, 60)}…` : zone;
    expect(problems({ ...cloud, zone })).toEqual([
      `zone: expected only the name of a zone, such as "prod-eu-west-2", received "${shown}"; write "prod-eu-west-0"`,
    ]);
  });
});

test('a token in the place of another option is not shown', () => {
  const found = problems({ ...cloud, zone: 'glc_hunter2', instanceId: '123456:glc_hunter2' });
  expect(found).toEqual([
    'zone: expected only the name of a zone, such as "prod-eu-west-2", received a string',
    'instanceId: expected digits, received a string',
  ]);
});

test.each<[object, string]>([
  [
    { endpoint: 'https://otlp-gateway-prod-eu-west-0.grafana.net' },
    'endpoint: expected a URL of Grafana Cloud with the path /otlp, received the path /; append /otlp',
  ],
  [
    { endpoint: 'https://otlp-gateway-prod-eu-west-0.grafana.net/v1/metrics' },
    'endpoint: expected a URL of Grafana Cloud with the path /otlp, received the path /v1/metrics; write /otlp instead',
  ],
  [
    { url: 'https://prometheus-prod-01-eu-west-0.grafana.net/api/prom/push' },
    'url: expected a URL of Grafana Cloud with the path /otlp, received the path /api/prom/push; copy the OTLP URL from the page "OpenTelemetry" of the stack',
  ],
  [
    { endpoint: 'http://localhost:4318/v1/traces' },
    'endpoint: expected a URL for metrics, received one that ends in /v1/traces; remove /v1/traces',
  ],
  [
    { endpoint: 'https://otlp-gateway-prod-eu-west-0.grafana.net/otlp/v1/logs/' },
    'endpoint: expected a URL for metrics, received one that ends in /v1/logs; remove /v1/logs',
  ],
  [
    { url: 'http://localhost:4318/v1/traces' },
    'url: expected a URL for metrics, received one that ends in /v1/traces; write /v1/metrics instead',
  ],
])('an endpoint of another kind is refused with the fix: %j', (options, problem) => {
  expect(problems(options)).toEqual([problem]);
});

test.each(['https://host/otlp', 'https://host/otlp/', 'https://host/otlp/v1/metrics'])(
  '%s has its path once',
  (endpoint) => {
    expect(resolveSettings({ endpoint }).url).toBe('https://host/otlp/v1/metrics');
  },
);

test('a header with what copying adds is cleaned', () => {
  const { headers } = resolveSettings({
    headers: { authorization: '\ufeff"Bearer hunter2"\r\n', 'x-key': ' hunter2 ' },
  });
  expect(headers).toEqual({ authorization: 'Bearer hunter2', 'x-key': 'hunter2' });
});

test.each([
  ['Authorization: Bearer hunter2', 'expected a value, received the name of the header before it; remove the name'],
  ['Bearer', 'expected credentials after "Bearer", received none; append them'],
  ['Bearer Bearer hunter2', 'expected one scheme, received "Bearer" and "Bearer"; remove one of them'],
  ['Basic Bearer hunter2', 'expected one scheme, received "Basic" and "Bearer"; remove one of them'],
  ['Bearer "hunter2"', 'expected a value without quotes, received some; remove them'],
  ['"Bearer hunter2', 'expected a value without quotes, received some; remove them'],
  [
    'Basic 123456:hunter2',
    'expected user and password in base64 after "Basic", received them as they are; encode them',
  ],
  ['Bearer hunter2 hunter3', 'expected one word after "Bearer", received white space inside it; remove it'],
  ['Bearer $HUNTER2', 'expected credentials, received the name of a variable or a placeholder; replace it'],
  ['Bearer hunter2\nhunter3', 'expected text, { env: NAME } or { file: PATH }, received 2 lines; write it in one line'],
])('the header authorization: %j is refused with the fix', (authorization, problem) => {
  expect(problems({ headers: { authorization } })).toEqual([`headers.authorization: ${problem}`]);
});

test.each(['Bearer 123456:hunter2', 'Basic aHVudGVyMg==', 'hunter2', 'ApiKey hunter2', 'Token hunter2'])(
  'the header authorization: %j is accepted',
  (authorization) => expect(problems({ headers: { authorization } })).toEqual([]),
);
