import { expect, test } from 'vitest';
import { settingsOf } from '../src/options.ts';
import { OtlpMetricsBackend } from '../src/otlp-metrics-backend.ts';
import { problems } from './problems.ts';

test('appends the path of metrics to a base URL, unless it is there', () => {
  expect(settingsOf({}).url).toBe('http://localhost:4318/v1/metrics');
  expect(settingsOf({ endpoint: 'https://host/otlp/' }).url).toBe('https://host/otlp/v1/metrics');
  expect(settingsOf({ endpoint: 'http://host:4318/v1/metrics/' }).url).toBe('http://host:4318/v1/metrics');
  expect(settingsOf({ endpoint: 'http://host/?key=1' }).url).toBe('http://host/v1/metrics?key=1');
});

test('uses a whole URL as it stands', () => {
  expect(settingsOf({ url: 'http://host/api/v1/otlp' }).url).toBe('http://host/api/v1/otlp');
});

test('names the remedy for an endpoint without a scheme', () => {
  expect(problems({ endpoint: 'localhost:4318' })).toEqual([
    'endpoint: "localhost:4318" is no http(s) URL; write "http://localhost:4318"',
  ]);
  expect(problems({ endpoint: 'grpc://host' })).toEqual([
    'endpoint: "grpc://host" is no http(s) URL; write "http://localhost:4318"',
  ]);
  expect(problems({ endpoint: '' })).toEqual(['endpoint: "" is no http(s) URL; write "http://localhost:4318"']);
});

test('reports every problem at once', () => {
  const found = problems({
    endpoint: 4318,
    protocol: 'udp',
    compression: 'zstd',
    temporality: 'Delta',
    interval: 0,
    timeout: '10s',
    headers: { 'a b': 'x', ok: 7, line: 'a\nb' },
  });
  expect(found.map((problem) => problem.split(':')[0])).toEqual([
    'endpoint',
    'headers',
    'headers',
    'headers',
    'protocol',
    'compression',
    'temporality',
    'interval',
    'timeout',
  ]);
  expect(() => new OtlpMetricsBackend({ interval: Number.NaN })).toThrow('interval: NaN is no number of seconds');
});

test('refuses endpoint and url together', () => {
  expect(problems({ endpoint: 'http://a', url: 'http://b' })).toEqual([
    'url: "endpoint" is given as well; leave one of them out',
  ]);
});

test.each(['content-type', 'Content-Length', 'content-encoding'])('%s cannot be given as a header', (name) => {
  expect(problems({ headers: { [name]: 'text/plain' } })).toEqual([
    `headers: "${name}" follows from "protocol" and "compression"; set these, and remove it`,
  ]);
});

test('no problem shows a secret', () => {
  const found = problems({
    endpoint: 'user:hunter2@host/?token=hunter2',
    headers: { 'Authorization: Basic hunter2': '', authorization: 'hunter2\n' },
  });
  expect(found).toHaveLength(3);
  expect(found.join()).not.toContain('hunter2');
});
