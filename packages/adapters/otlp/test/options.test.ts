import { expect, test } from 'vitest';
import { resolveSettings } from '../src/options.ts';
import { problems } from './problems.ts';

test('appends the path of metrics to a base URL, unless it is there', () => {
  expect(resolveSettings({}).url).toBe('http://localhost:4318/v1/metrics');
  expect(resolveSettings({ endpoint: 'https://host/otlp/' }).url).toBe('https://host/otlp/v1/metrics');
  expect(resolveSettings({ endpoint: 'http://host:4318/v1/metrics/' }).url).toBe('http://host:4318/v1/metrics');
  expect(resolveSettings({ endpoint: 'http://host/?key=1' }).url).toBe('http://host/v1/metrics?key=1');
});

test('uses a whole URL as it stands', () => {
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
    'protocol',
    'interval',
    'timeout',
    'compression',
    'temporality',
  ]);
  expect(problems({ headers: { 'a b': 'x', line: 'a\nb' } }).map((problem) => problem.split(':')[0])).toEqual([
    'headers.a',
    'headers.line',
  ]);
  expect(problems({ interval: Number.NaN })).toEqual([
    'interval: expected a duration up to a day, such as 15 (seconds), "500ms", "60s" or "5m", received NaN',
  ]);
});

test('refuses endpoint and url together', () => {
  expect(problems({ endpoint: 'http://a', url: 'http://b' })).toEqual([
    'url: cannot be combined with "endpoint"; remove one of them',
  ]);
});

test.each(['content-type', 'Content-Length', 'content-encoding'])('%s cannot be given as a header', (name) => {
  expect(problems({ headers: { [name]: 'text/plain' } })).toEqual([
    `headers.${name}: this header follows from "protocol" and "compression"; set these, and remove it`,
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
