import { expect, test } from 'vitest';
import { readOtlpVariables } from '../../../src/config/otel/otel-otlp.ts';

/** Returns the settings that the variables make, by `key` or `key.key`, and the messages about ignored variables. */
function read(env: Record<string, string>, config: object = {}): [settings: object, ignored: string[]] {
  const ignored: string[] = [];
  const variables = readOtlpVariables(env, 'cloud', config, (name, reason) => ignored.push(`${name}: ${reason}`));
  return [Object.fromEntries(variables.map(({ path: [, , ...keys], value }) => [keys.join('.'), value])), ignored];
}

const https = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://host' };

test.each<[env: Record<string, string>, settings: object]>([
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://host:4318' }, { endpoint: 'http://host:4318' }],
  [{ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://host/m' }, { url: 'http://host/m' }],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://all', OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://metrics' },
    { url: 'http://metrics' },
  ],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, {}],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=1, b=%20x%2C' }, { 'headers.a': '1', 'headers.b': ' x,' }],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=1', OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'b=2' }, { 'headers.b': '2' }],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic YTpiPQ==' }, { 'headers.authorization': 'Basic YTpiPQ==' }],
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, { protocol: 'http/json' }],
  [
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/protobuf' },
    { protocol: 'http/protobuf' },
  ],
  [
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_ENDPOINT: 'host:4317' },
    { endpoint: 'https://host:4317', protocol: 'grpc' },
  ],
  [
    {
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'host:4317',
      OTEL_EXPORTER_OTLP_INSECURE: 'true',
    },
    { url: 'http://host:4317', protocol: 'grpc' },
  ],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'host:4318' }, { endpoint: 'host:4318' }],
  [{ OTEL_EXPORTER_OTLP_COMPRESSION: 'GZIP' }, { compression: 'gzip' }],
  [{ OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip', OTEL_EXPORTER_OTLP_METRICS_COMPRESSION: 'none' }, { compression: 'none' }],
  [{ OTEL_EXPORTER_OTLP_TIMEOUT: '2500' }, { timeout: 2.5 }],
  [{ OTEL_EXPORTER_OTLP_TIMEOUT: '2500', OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '100' }, { timeout: 0.1 }],
  [{ OTEL_METRIC_EXPORT_TIMEOUT: '30000' }, {}],
  [{ OTEL_METRIC_EXPORT_TIMEOUT: '5000' }, { timeout: 5 }],
  [{ OTEL_METRIC_EXPORT_TIMEOUT: '5000', OTEL_EXPORTER_OTLP_TIMEOUT: '2500' }, { timeout: 2.5 }],
  [{ OTEL_METRIC_EXPORT_TIMEOUT: '30000', OTEL_EXPORTER_OTLP_TIMEOUT: '60000' }, { timeout: 30 }],
  [
    { OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'explicit_bucket_histogram' },
    { histograms: 'explicit' },
  ],
  [
    { OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram' },
    { histograms: 'exponential' },
  ],
  [{ OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'lowmemory' }, { temporality: 'lowmemory' }],
  [{ OTEL_METRIC_EXPORT_INTERVAL: '15000' }, { interval: 15 }],
  [{ OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'Delta' }, { temporality: 'delta' }],
  [
    { ...https, OTEL_EXPORTER_OTLP_CERTIFICATE: 'ca.pem', OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE: 'metrics-ca.pem' },
    { endpoint: 'https://host', 'tls.ca': { file: 'metrics-ca.pem' } },
  ],
  [
    { ...https, OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: 'c.pem', OTEL_EXPORTER_OTLP_CLIENT_KEY: 'c.key' },
    { endpoint: 'https://host', 'tls.cert': { file: 'c.pem' }, 'tls.key': { file: 'c.key' } },
  ],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://host', OTEL_EXPORTER_OTLP_CERTIFICATE: 'ca.pem' },
    { endpoint: 'http://host' },
  ],
  [{ OTEL_EXPORTER_OTLP_HEADERS: '"authorization=Basic hunter2"\n' }, { 'headers.authorization': 'Basic hunter2' }],
])('%j sets %j', (env, settings) => {
  expect(read(env)).toEqual([settings, []]);
});

test.each<[env: Record<string, string>, ignored: string]>([
  [
    { OTEL_EXPORTER_OTLP_HEADERS: 'Authorization: Basic hunter2' },
    'OTEL_EXPORTER_OTLP_HEADERS: the part that begins with "Authorization" needs "=" between name and value',
  ],
  [
    { OTEL_EXPORTER_OTLP_COMPRESSION: 'zstd' },
    'OTEL_EXPORTER_OTLP_COMPRESSION: "zstd" is not supported; write gzip or none',
  ],
  [
    { OTEL_EXPORTER_OTLP_TIMEOUT: '0' },
    'OTEL_EXPORTER_OTLP_TIMEOUT: "0" is not supported; write a whole number of milliseconds above 0',
  ],
  [
    { OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'summary' },
    'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: "summary" is not supported; write explicit_bucket_histogram or base2_exponential_bucket_histogram',
  ],
  [
    { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'low' },
    'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: "low" is not supported; write cumulative, delta or lowmemory',
  ],
])('%j is ignored and reported', (env, ignored) => {
  expect(read(env)).toEqual([{}, [ignored]]);
});

const secrets = {
  OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20YTpi',
  OTEL_EXPORTER_OTLP_CERTIFICATE: 'ca.pem',
};
const theirs = { ...https, ...secrets };

test.each<[config: object, settings: string[]]>([
  [{}, ['endpoint', 'headers.authorization', 'tls.ca']],
  [{ preset: 'grafana-cloud' }, ['endpoint', 'headers.authorization', 'tls.ca']],
  [{ preset: 'grafana-cloud', zone: 'prod-eu-west-2' }, []],
  [{ preset: 'collector' }, []],
  [{ endpoint: 'https://elsewhere' }, []],
  [{ url: 'https://elsewhere/v1/metrics' }, []],
  [{ headers: { Authorization: 'mine' }, tls: { ca: 'mine' } }, ['endpoint']],
])('a backend with %j gets no address, headers or certificates meant for another receiver', (config, settings) => {
  expect(Object.keys(read(theirs, config)[0])).toEqual(settings);
});

test('if the variables name no address, their headers and certificates apply to every configured receiver', () => {
  expect(Object.keys(read(secrets, { endpoint: 'https://host' })[0])).toEqual(['headers.authorization', 'tls.ca']);
  expect(Object.keys(read(secrets, { endpoint: 'http://host' })[0])).toEqual(['headers.authorization']);
});
