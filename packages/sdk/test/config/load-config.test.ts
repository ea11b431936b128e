import { StubMetricsBackend } from '@bot-metrics/stub';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { expect, test } from 'vitest';
import type { Secret } from '../../src/config/secret.ts';
import { load } from './load.ts';

test('the argument overrides variables, variables the file, and the file OTEL_*, key by key', async () => {
  const otlp = { type: 'otlp', interval: 1 };
  const settings = await load({
    argument: { backends: { cloud: otlp } },
    env: {
      BOT_METRICS_BACKENDS__CLOUD__INTERVAL: '2s',
      BOT_METRICS_BACKENDS__CLOUD__TIMEOUT: '2s',
      OTEL_METRIC_EXPORT_INTERVAL: '4000',
      OTEL_EXPORTER_OTLP_TIMEOUT: '4000',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    },
    yaml: 'backends: { cloud: { type: otlp, interval: 3s, timeout: 3s, compression: gzip } }',
    configFile: 'bot-metrics.config.yaml',
  });

  expect(settings.backends).toEqual({
    cloud: { type: 'otlp', interval: 1, timeout: 2, compression: 'gzip', protocol: 'http/json' },
  });
});

test('a key that is undefined in the argument counts as unset', async () => {
  const settings = await load({ argument: { prefix: undefined, naming: 'both' }, yaml: 'prefix: shop.' });

  expect(settings).toMatchObject({ prefix: 'shop.', naming: 'both' });
});

test('without any backend, Prometheus is used, also with other settings', async () => {
  expect((await load({ argument: { prefix: 'shop.' } })).backends).toEqual({ prometheus: { type: 'prometheus' } });
  expect((await load({ argument: { backends: {} } })).backends).toEqual({});
});

test('enabled: false removes a backend from any source, even one with mistakes', async () => {
  const settings = await load({
    argument: { backends: { a: { enabled: false } } },
    configFile: 'bot-metrics.config.yaml',
    env: { BOT_METRICS_BACKENDS__B__ENABLED: 'false' },
    yaml: `
      backends:
        a: { type: statsd }
        b: { type: statsd, port: x }
        c: { type: otlp, enabled: "\${ON:-false}", endpoint: "\${NOT_SET}" }
        d: { type: stub, enabled: "\${ON:-true}" }`,
  });

  expect(settings.backends).toEqual({ d: { type: 'stub' } });
});

test('a source that changes the type of a backend does not inherit the settings of the former type', async () => {
  const settings = await load({
    argument: { backends: { main: { type: 'statsd' } } },
    yaml: 'backends: { main: { type: otlp, endpoint: "http://localhost:1" } }',
    configFile: 'bot-metrics.config.yaml',
  });

  expect(settings.backends).toEqual({ main: { type: 'statsd' } });
});

test('a ready backend is used unchanged', async () => {
  const stub = new StubMetricsBackend({ name: 'mine' });

  expect((await load({ argument: { backends: { mine: stub } } })).backends?.mine).toBe(stub);
});

test('__ separates levels and UPPER_SNAKE becomes camelCase; headers and labels keep their own style', async () => {
  const { backends, labels } = await load({
    env: {
      BOT_METRICS_BACKENDS__CLOUD__TYPE: 'statsd',
      BOT_METRICS_BACKENDS__CLOUD__MAX_PACKET_BYTES: '512',
      BOT_METRICS_BACKENDS__GRAFANA__TYPE: 'otlp',
      BOT_METRICS_BACKENDS__GRAFANA__HEADERS__X_SCOPE_ORGID: '7',
      BOT_METRICS_LABELS__DATA_CENTER: 'eu',
      BOT_METRICS_PREFIX: '',
    },
  });

  expect(backends).toMatchObject({
    cloud: { type: 'statsd', maxPacketBytes: 512 },
    grafana: { headers: { 'x-scope-orgid': expect.objectContaining({}) } },
  });
  expect(labels).toEqual({ data_center: 'eu' });
});

test('a variable matches a key that another source spells differently', async () => {
  const settings = await load({
    env: { BOT_METRICS_BACKENDS__GRAFANA_CLOUD__INTERVAL: '15' },
    yaml: 'backends: { grafana-cloud: { type: otlp } }',
  });

  expect(settings.backends).toEqual({ 'grafana-cloud': { type: 'otlp', interval: 15 } });
});

test('an override does not change the order of the backends', async () => {
  const { backends } = await load({
    env: { BOT_METRICS_BACKENDS__SECOND__PORT: '1' },
    yaml: 'backends: { first: { type: prometheus }, second: { type: statsd } }',
  });

  expect(Object.keys(backends)).toEqual(['first', 'second']);
});

test('a replaced variable stays one text, whatever it contains, and the setting decides its type', async () => {
  const settings = await load({
    env: { VERSION: '1.10', PORT: '9000', NAME: 'x", evil: "1' },
    yaml: `
      service:
        version: \${VERSION}
        name: "\${NAME}"
      backends: { a: { type: statsd, port: "\${PORT}" } }`,
  });

  expect(settings.service).toEqual({ version: '1.10', name: 'x", evil: "1' });
  expect(settings.backends).toEqual({ a: { type: 'statsd', port: 9000 } });
});

test('OTEL_* variables alone configure a service', async () => {
  const settings = await load({
    env: {
      OTEL_SERVICE_NAME: 'shop',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,cloud.region=eu%20west',
      OTEL_METRICS_EXPORTER: 'otlp,prometheus',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:1',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://localhost:2/here',
      OTEL_EXPORTER_PROMETHEUS_HOST: '::1',
      OTEL_EXPORTER_PROMETHEUS_PORT: '0',
    },
  });

  expect(settings).toEqual({
    resource: { 'service.name': 'shop', 'cloud.region': 'eu west' },
    backends: {
      otlp: { type: 'otlp', url: 'http://localhost:2/here' },
      prometheus: { type: 'prometheus', host: '::1', port: 0 },
    },
  });
});

test('OTEL_METRICS_EXPORTER is not used if backends are configured; none means no backend', async () => {
  const env = { OTEL_METRICS_EXPORTER: 'otlp' };

  expect((await load({ argument: { backends: { a: { type: 'stub' } } }, env })).backends).toEqual({
    a: { type: 'stub' },
  });
  expect((await load({ env: { OTEL_METRICS_EXPORTER: 'none' } })).backends).toEqual({});
});

test('headers of OTEL_* fill what is unset, and only go to the receiver of OTEL_*', async () => {
  const headers = async (cloud: object, env: Record<string, string>): Promise<unknown> => {
    const { backends } = await load({ argument: { backends: { cloud: { type: 'otlp', ...cloud } } }, env });
    const backend = backends.cloud ?? {};
    if (!('headers' in backend)) return undefined;
    return Object.entries(backend.headers as Record<string, Secret>).map(([name, { text }]) => [name, text]);
  };
  const OTEL_EXPORTER_OTLP_HEADERS = 'Authorization=Basic%20YTpi,x=1';

  expect(await headers({ headers: { authorization: 'mine' } }, { OTEL_EXPORTER_OTLP_HEADERS })).toEqual([
    ['x', '1'],
    ['authorization', 'mine'],
  ]);
  expect(await headers({ endpoint: 'http://localhost:1' }, { OTEL_EXPORTER_OTLP_HEADERS })).toEqual([
    ['Authorization', 'Basic YTpi'],
    ['x', '1'],
  ]);
  const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://localhost:2';
  const both = { OTEL_EXPORTER_OTLP_HEADERS, OTEL_EXPORTER_OTLP_ENDPOINT };
  expect(await headers({ endpoint: 'http://localhost:1' }, both)).toBeUndefined();
  expect(await headers({}, both)).toHaveLength(2);
});

test('an OTEL_* variable that the SDK cannot use is reported without its secrets, and ignored', async () => {
  const diagnostics = new CollectedDiagnostics();
  const settings = await load({
    diagnostics,
    env: {
      OTEL_CONFIG_FILE: 'otel.yaml',
      OTEL_METRICS_EXPORTER: 'console,otlp',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/xml',
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization: Basic c2VjcmV0',
      OTEL_METRIC_EXPORT_INTERVAL: '60s',
    },
  });

  expect(settings.backends).toEqual({ otlp: { type: 'otlp' } });
  expect(diagnostics.events.map(({ message }) => message)).toEqual([
    'OTEL_CONFIG_FILE: declarative files are not supported; the other settings apply',
    'OTEL_METRICS_EXPORTER: "console" is not supported; write otlp, prometheus or none',
    'OTEL_EXPORTER_OTLP_HEADERS: the part that begins with "Authorization" needs "=" between name and value',
    'OTEL_EXPORTER_OTLP_PROTOCOL: "http/xml" is not supported; write http/protobuf, http/json or grpc',
    'OTEL_METRIC_EXPORT_INTERVAL: "60s" is not supported; write a whole number of milliseconds above 0',
  ]);
  expect(new Set(diagnostics.codes())).toEqual(new Set(['otel_variable_ignored']));
});

test('variables that Kubernetes sets for a service called bot-metrics are not settings', async () => {
  const env = {
    BOT_METRICS_SERVICE_HOST: '10.0.0.1',
    BOT_METRICS_SERVICE_PORT: '9464',
    BOT_METRICS_SERVICE_PORT_HTTP: '9464',
    BOT_METRICS_PORT: 'tcp://10.0.0.1:9464',
    BOT_METRICS_PORT_9464_TCP_ADDR: '10.0.0.1',
    BOT_METRICS_PREFIX: 'shop.',
  };
  expect(await load({ env })).toMatchObject({ prefix: 'shop.' });
});

test('the text before the @ of an address is not shown', async () => {
  const argument = { backends: { cloud: { type: 'otlp', endpoint: 'user:hunter2@host:4318' } } };
  await expect(load({ argument })).rejects.toThrow('received "***@host:4318"');
});

test('an argument that names backends is complete: a file is read only if it is named', async () => {
  const argument = { backends: { memory: { type: 'stub' } } };
  const files = { 'bot-metrics.config.yaml': 'backends: { cloud: { type: otlp } }', 'other.yaml': 'prefix: shop.' };

  expect((await load({ argument, files })).backends).toEqual({ memory: { type: 'stub' } });
  expect(await load({ argument, files, configFile: 'other.yaml' })).toMatchObject({ prefix: 'shop.' });
  const env = { BOT_METRICS_CONFIG_FILE: 'other.yaml' };
  expect(await load({ argument, files, env })).toMatchObject({ prefix: 'shop.' });
  expect(Object.keys((await load({ argument: { labels: { a: 'b' } }, files })).backends)).toEqual(['cloud']);
});
