import { expect, test } from 'vitest';
import { problems } from './problems.ts';

test.each([
  [
    { headers: { authorization: '"Basic hunter2"' } },
    'headers: the value of "authorization" stands in quotes; remove them',
  ],
  [
    { headers: { authorization: 'Basic%20hunter2' } },
    'headers: the value of "authorization" holds "%20"; write a space',
  ],
  [
    { endpoint: 'https://a/v1/metrics/v1/metrics' },
    'endpoint: the path has /v1/metrics twice; leave it out of "endpoint", which gets it',
  ],
  [
    { endpoint: 'http://otlp-gateway-prod-eu-west-2.grafana.net/otlp' },
    'endpoint: otlp-gateway-prod-eu-west-2.grafana.net is plain HTTP here, which would show the token to the network; write https',
  ],
  [
    { url: 'https://otlp-gateway-prod-eu-west-2.grafana.net/otlp' },
    'url: is used as it stands and ends in /otlp; add /v1/metrics, or give it as "endpoint"',
  ],
])('a known mistake is said with its remedy: %j', (options, problem) => {
  expect(problems(options)).toEqual([problem]);
});
