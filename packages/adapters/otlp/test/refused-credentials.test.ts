import { describe, expect, test } from 'vitest';
import { problems } from './problems.ts';

const cloud = { preset: 'grafana-cloud', zone: 'prod-eu-west-2', instanceId: '123456', token: 'glc_hunter2' } as const;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const secrets = /hunter2|aHVudGVy|MTIzNDU2/;

describe('a token that Grafana Cloud certainly answers with 401 is refused', () => {
  test.each([
    ['my-stack:glc_hunter2', 'received a name and ":" before it; remove them'],
    [base64('123456:glc_hunter2'), 'received the base64 of an ID and a token; write the token alone'],
    [
      'glsa_hunter2',
      'received a token of a service account; create an access policy token with the scope metrics:write',
    ],
  ])('%s', (token, problem) => {
    expect(problems({ ...cloud, token })).toEqual([`token: expected only an access policy token, ${problem}`]);
    expect(problem).not.toMatch(secrets);
  });

  test.each(['glc_eyJvIjoiMSIsIm4iOiJib3QifQ==', 'first', 'a'.repeat(200)])('%s is right', (token) => {
    expect(problems({ ...cloud, token })).toEqual([]);
  });
});

describe('a header authorization that no receiver accepts is refused', () => {
  test.each([
    [
      'Basic glc_hunter2',
      'expected instance ID and token in base64 after "Basic", received the token as it is; encode "instanceId:token"',
    ],
    [base64('123456:hunter2'), 'expected a scheme, received base64 without one; write "Basic " before it'],
    [
      'glc_hunter2',
      'expected a scheme, received a token of Grafana Cloud without one; write "Basic " and the base64 of "instanceId:token"',
    ],
  ])('%s', (authorization, problem) => {
    const found = problems({ headers: { authorization } });
    expect(found).toEqual([`headers.authorization: ${problem}`]);
    expect(found.join()).not.toMatch(secrets);
  });

  test.each([
    `Basic ${base64('123456:hunter2')}`,
    `basic  ${base64('user:pass word')}`,
    `Basic ${base64(':token')}`,
    `Basic ${Buffer.from('ü?>:ü?>').toString('base64url')}`,
    'Bearer 123456:glc_hunter2',
    'Api-Token dt0c01.hunter2',
    'hunter2',
  ])('%s is right', (authorization) => {
    expect(problems({ headers: { authorization } })).toEqual([]);
  });
});

describe('an endpoint that is not that of metrics is refused', () => {
  test.each(['traces', 'logs', 'profiles'])('the path of %s before that of metrics', (signal) => {
    expect(problems({ endpoint: `http://localhost:9009/otlp/v1/${signal}/v1/metrics` })).toEqual([
      `endpoint: expected a URL for metrics, received one with /v1/${signal} before /v1/metrics; remove /v1/${signal}`,
    ]);
  });

  test.each([
    'https://mystack.grafana.net/otlp',
    'https://prometheus-prod-24-prod-eu-west-2.grafana.net/otlp',
    'https://logs-prod-012.grafana.net/otlp',
  ])('another host of Grafana Cloud with the path of the gateway: %s', (endpoint) => {
    expect(problems({ endpoint })).toEqual([
      'endpoint: expected the host of an OTLP gateway, received that of another service of Grafana Cloud; copy the OTLP URL from the page "OpenTelemetry" of the stack',
    ]);
  });
});
