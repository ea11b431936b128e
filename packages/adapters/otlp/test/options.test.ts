import { expect, test } from 'vitest';
import { resolveSettings } from '../src/options.ts';
import { problems } from './problems.ts';

test('appends the path of metrics to a base URL that lacks it', () => {
  expect(resolveSettings({}).url).toBe('http://localhost:4318/v1/metrics');
  expect(resolveSettings({ endpoint: 'https://host/otlp/' }).url).toBe('https://host/otlp/v1/metrics');
  expect(resolveSettings({ endpoint: 'http://host:4318/v1/metrics/' }).url).toBe('http://host:4318/v1/metrics');
  expect(resolveSettings({ endpoint: 'http://host/?key=1' }).url).toBe('http://host/v1/metrics?key=1');
});

test('uses a complete URL unchanged', () => {
  expect(resolveSettings({ url: 'http://host/api/v1/otlp' }).url).toBe('http://host/api/v1/otlp');
});

test('names the remedy for an endpoint without a scheme', () => {
  const expected = 'endpoint: expected an http or https URL such as "http://localhost:4318", received';
  expect(problems({ endpoint: 'localhost:4318' })).toEqual([
    `${expected} "localhost:4318"; did you mean "http://localhost:4318"?`,
  ]);
  expect(problems({ endpoint: 'grpc://host' })).toEqual([`${expected} "grpc://host"`]);
  expect(problems({ endpoint: '' })).toEqual([`${expected} ""`]);
});

test('reports every problem at once', () => {
  const found = problems({
    endpoint: 4318,
    protocol: 'udp',
    compression: 'zstd',
    temporality: 'Delta',
    interval: 0,
    timeout: '10 parsecs',
    headers: { 'a b': 'x', ok: 7, line: 'a\nb' },
  });
  expect(found.map((problem) => problem.split(':')[0])).toEqual([
    'endpoint',
    'headers.ok',
    'headers.line',
    'protocol',
    'interval',
    'timeout',
    'compression',
    'temporality',
  ]);
  expect(problems({ headers: { 'a b': 'x', 'content-length': '5' } }).map((problem) => problem.split(':')[0])).toEqual([
    'headers.a',
    'headers.content-length',
  ]);
  expect(problems({ interval: Number.NaN })).toEqual([
    'interval: expected a duration up to a day, such as 15 (seconds), "500ms", "60s" or "5m", received NaN',
  ]);
});

test('rejects endpoint and url together', () => {
  expect(problems({ endpoint: 'http://a', url: 'http://b' })).toEqual([
    'url: cannot be combined with "endpoint"; remove one of them',
  ]);
});

test.each(['content-type', 'Content-Length', 'content-encoding'])('%s cannot be set as a header', (name) => {
  expect(problems({ headers: { [name]: 'text/plain' } })).toEqual([
    `headers.${name}: cannot be set, because it depends on "protocol" and "compression"; remove it, and set these options`,
  ]);
});

test('no problem shows a secret', () => {
  const found = problems({
    endpoint: 'user:hunter2@host/?token=hunter2',
    headers: { 'Authorization: Basic hunter2': '', authorization: 'Bearer "hunter2"' },
  });
  expect(found).toHaveLength(3);
  expect(found.join()).not.toContain('hunter2');
});

test.each([
  [
    { headers: { authorization: 'Basic%20hunter2' } },
    'headers.authorization: expected a space, received "%20"; write a space',
  ],
  [
    { endpoint: 'https://a/v1/metrics/v1/metrics' },
    'endpoint: expected /v1/metrics at most once in the path, received it twice; remove one of them',
  ],
  [
    { endpoint: 'http://otlp-gateway-prod-eu-west-2.grafana.net/otlp' },
    'endpoint: expected https, received http, which exposes the token to the network on the way to otlp-gateway-prod-eu-west-2.grafana.net; write https',
  ],
  [
    { url: 'https://otlp-gateway-prod-eu-west-2.grafana.net/otlp' },
    'url: expected a complete URL, received one that ends in /otlp; append /v1/metrics, or use the option "endpoint"',
  ],
])('a known mistake is reported with its remedy: %j', (options, problem) => {
  expect(problems(options)).toEqual([problem]);
});
