import { expect, test } from 'vitest';
import { problems } from './problems.ts';

test.each([
  [{ headers: { authorization: '"Basic hunter2"' } }, 'headers.authorization: the value is in quotes; remove them'],
  [{ headers: { authorization: 'Basic%20hunter2' } }, 'headers.authorization: the value contains "%20"; write a space'],
  [
    { endpoint: 'https://a/v1/metrics/v1/metrics' },
    'endpoint: the path contains /v1/metrics twice; remove it from "endpoint", to which it is appended',
  ],
  [
    { endpoint: 'http://otlp-gateway-prod-eu-west-2.grafana.net/otlp' },
    'endpoint: plain HTTP would expose the token to the network on the way to otlp-gateway-prod-eu-west-2.grafana.net; write https',
  ],
  [
    { url: 'https://otlp-gateway-prod-eu-west-2.grafana.net/otlp' },
    'url: the URL is used as it stands and ends in /otlp; append /v1/metrics, or use the option "endpoint"',
  ],
])('a known mistake is reported with its remedy: %j', (options, problem) => {
  expect(problems(options)).toEqual([problem]);
});
