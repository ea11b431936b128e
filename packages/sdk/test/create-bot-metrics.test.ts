import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { defaultCollector, type MetricsBackendPort } from '@bot-metrics/core';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { StubMetricsBackend, StubSystemMetrics } from '@bot-metrics/stub';
import { CollectedDiagnostics, startOtlpReceiver, startUdpCapture } from '@bot-metrics/testing';
import { expect, onTestFinished, test } from 'vitest';
import { type BotMetrics, type BotMetricsConfig, getBotMetrics } from '../src/index.ts';
import { createInstance } from './create-instance.ts';
import { listenOnce, occupyPort, unusedPort } from './ports.ts';
import { temporaryFolder } from './temporary-folder.ts';

function portOf(metrics: BotMetrics, name: string): number {
  const backend = metrics.backends.get(name);
  if (!(backend instanceof PrometheusMetricsBackend) || backend.port === undefined) throw new Error('not listening');
  return backend.port;
}

async function page(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  return response.text();
}

test('one record reaches every configured backend', async () => {
  const receiver = await startOtlpReceiver();
  const udp = await startUdpCapture();
  onTestFinished(() => Promise.all([receiver.close(), udp.close()]).then(() => {}));
  const metrics = await createInstance({
    service: { name: 'shop', version: '1.2.3', namespace: 'bots', environment: 'test', instanceId: 'a' },
    resource: { 'cloud.region': 'eu' },
    prefix: 'shop.',
    labels: { dc: 'eu' },
    backends: {
      page: { type: 'prometheus', port: 0 },
      cloud: { type: 'otlp', endpoint: receiver.endpoint },
      agent: { type: 'statsd', port: udp.port },
      memory: { type: 'stub' },
    },
  });

  metrics.counter('orders', { labels: ['kind'] }).add(2, { kind: 'new' });
  metrics.collector.recordTelegramApiRequest({ method: 'sendMessage', status: 'ok', duration: 0.1 });
  const report = await metrics.flush(5);

  expect(Object.values(report).map(({ ok }) => ok)).toEqual([true, true, true, true]);
  const text = await page(portOf(metrics, 'page'));
  expect(text).toContain('shop_orders_total{kind="new",dc="eu"} 2\n');
  expect(text).toMatch(/telegram_client_request_duration_seconds_count\{.*dc="eu".*\} 1\n/);
  expect(receiver.value('shop.orders', { kind: 'new', dc: 'eu' })).toBe(2);
  expect(receiver.exports[0]?.request.resourceMetrics?.[0]?.resource.attributes).toMatchObject({
    'service.name': 'shop',
    'service.version': '1.2.3',
    'service.namespace': 'bots',
    'service.instance.id': 'a',
    'deployment.environment.name': 'test',
    'cloud.region': 'eu',
  });
  await udp.waitFor((lines) => lines.some((line) => line.startsWith('shop.orders')));
  const memory = metrics.backends.get('memory');
  expect(memory instanceof StubMetricsBackend && memory.value('shop.orders', { kind: 'new', dc: 'eu' })).toBe(2);
});

test('OTEL_* variables alone make a service', async () => {
  const receiver = await startOtlpReceiver();
  onTestFinished(() => receiver.close());
  const metrics = await createInstance(undefined, {
    env: {
      OTEL_SERVICE_NAME: 'shop',
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20YTpi',
    },
  });

  metrics.counter('orders').add(1);
  await metrics.flush(5);

  expect(receiver.value('orders')).toBe(1);
  expect(receiver.exports[0]?.headers.authorization).toBe('Basic YTpi');
});

test('OTEL_SDK_DISABLED creates an instance that delivers nothing, whatever the configuration is', async () => {
  const diagnostics = new CollectedDiagnostics();
  const metrics = await createInstance(
    { backends: { a: { type: 'otlp', endpoint: 'nonsense' } } },
    {
      env: { OTEL_SDK_DISABLED: 'true' },
      diagnostics,
    },
  );

  metrics.counter('orders').add(1);

  expect(await metrics.flush()).toEqual({});
  expect(diagnostics.codes()).toEqual(['disabled']);
});

test('without a configured backend, Prometheus is used, and one line says so', async () => {
  const diagnostics = new CollectedDiagnostics();
  const cwd = temporaryFolder();
  const metrics = await createInstance(undefined, { cwd, env: { OTEL_EXPORTER_PROMETHEUS_PORT: '0' }, diagnostics });

  metrics.counter('orders').add(1);

  expect(await page(portOf(metrics, 'prometheus'))).toContain('orders_total 1\n');
  expect(diagnostics.events.map(({ message }) => message)).toEqual([
    `no backend is configured: the metrics are at http://127.0.0.1:0/metrics; configure backends in ${join(cwd, 'bot-metrics.config.yaml')}`,
  ]);
});

test('a service started below its configuration is told where the file is', async () => {
  const diagnostics = new CollectedDiagnostics();
  const folder = temporaryFolder({ 'bot-metrics.config.yaml': 'prefix: shop.' });
  const cwd = join(folder, 'apps', 'bot');
  mkdirSync(cwd, { recursive: true });
  await createInstance(undefined, { cwd, env: { OTEL_EXPORTER_PROMETHEUS_PORT: '0' }, diagnostics });
  expect(diagnostics.events.map(({ message }) => message)).toEqual([
    expect.stringContaining('; set BOT_METRICS_CONFIG_FILE=../../bot-metrics.config.yaml to use that file'),
  ]);
});

const switchedOff: BotMetricsConfig = { enabled: false, backends: { page: { type: 'prometheus' } } };

test.each<[name: string, argument: BotMetricsConfig | undefined, env: Record<string, string>, why: string]>([
  ['the configuration', switchedOff, {}, 'enabled is false in the code'],
  ['a variable', undefined, { BOT_METRICS_ENABLED: 'false' }, 'enabled is false in BOT_METRICS_ENABLED'],
  ['OpenTelemetry', undefined, { OTEL_SDK_DISABLED: 'TRUE' }, 'OTEL_SDK_DISABLED is true'],
])('%s switches metrics off, and one line says so', async (_name, argument, env, why) => {
  const diagnostics = new CollectedDiagnostics();
  const metrics = await createInstance(argument, { env, cwd: temporaryFolder(), diagnostics });
  metrics.counter('orders').add(1);
  expect(metrics.backends.size).toBe(0);
  expect(diagnostics.events.map(({ message }) => message)).toEqual([`${why}: metrics are recorded and not delivered`]);
  await metrics.reconfigure(argument);
  expect(metrics.backends.size).toBe(0);
});

test('a value of OTEL_SDK_DISABLED that is neither true nor false is reported', async () => {
  const diagnostics = new CollectedDiagnostics();
  await createInstance({ backends: {} }, { env: { OTEL_SDK_DISABLED: '1' }, diagnostics });
  expect(diagnostics.events.map(({ message }) => message)).toContain(
    'OTEL_SDK_DISABLED: expected "true" or "false"; metrics are delivered',
  );
});

test('an empty map of backends creates a working instance and one warning', async () => {
  const diagnostics = new CollectedDiagnostics();
  const metrics = await createInstance({ backends: {} }, { diagnostics });

  metrics.counter('orders').add(1);

  expect(await metrics.shutdown()).toEqual({});
  expect(diagnostics.events).toMatchObject([{ code: 'no_backends', severity: 'warn' }]);
});

test('a port in use rejects, and everything that was started is stopped', async () => {
  const port = await occupyPort();
  const started: string[] = [];
  const other: MetricsBackendPort = {
    name: 'other',
    recordCounter() {},
    setGauge() {},
    recordHistogram() {},
    getMetricsOutput: () => '',
    getContentType: () => 'text/plain',
    start: async () => void started.push('start'),
    shutdown: async () => void started.push('shutdown'),
  };
  const freePort = await unusedPort();
  const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = process.listenerCount('SIGTERM');

  await expect(
    createInstance(
      {
        backends: { free: { type: 'prometheus', port: freePort }, taken: { type: 'prometheus', port }, other },
        system: { interval: 1 },
      },
      { global: true, signals: true },
    ),
  ).rejects.toMatchObject({
    code: 'port_in_use',
    message: expect.stringContaining(`backends.taken: cannot listen on 127.0.0.1:${port}`),
  });

  expect(started).toEqual(['start', 'shutdown']);
  expect(await listenOnce(freePort)).toBe(freePort);
  expect(getBotMetrics()).toBeUndefined();
  expect(defaultCollector()).toBeUndefined();
  expect(process.listenerCount('SIGTERM')).toBe(before);
  expect(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout')).toHaveLength(timers);
});

test('an unreachable receiver does not reject', async () => {
  const metrics = await createInstance(
    { backends: { cloud: { type: 'otlp', endpoint: 'http://127.0.0.1:1', timeout: '100ms' } } },
    {
      diagnostics: new CollectedDiagnostics(),
    },
  );

  metrics.counter('orders').add(1);
  const { cloud } = await metrics.flush(1);

  expect(cloud).toMatchObject({ ok: false, account: { offered: 1, pending: 1 } });
});

test('a problem that only the backend finds also has its place', async () => {
  const mine = new StubMetricsBackend({ name: 'stub' });

  await expect(
    createInstance({
      backends: { a: { type: 'otlp', endpoint: 'http://localhost:1', url: 'http://localhost:2' }, mine },
    }),
  ).rejects.toMatchObject({
    code: 'invalid_configuration',
    message: [
      'backends.a.url: cannot be combined with "endpoint"; remove one of them',
      'backends.mine: the backend is named "stub"; name it "mine", or use its name as the key',
    ].join('\n'),
  });
});

test('the global instance serves getBotMetrics() and metricsTimer until it is shut down', async () => {
  const metrics = await createInstance({ backends: {} }, { global: true });

  expect(getBotMetrics()).toBe(metrics);
  expect(defaultCollector()).toBe(metrics.collector);
  await metrics.shutdown();
  expect(getBotMetrics()).toBeUndefined();
  expect(defaultCollector()).toBeUndefined();
});

test('shutting down an older global instance keeps the newer one', async () => {
  const older = await createInstance({ backends: {} }, { global: true });
  const newer = await createInstance({ backends: {} }, { global: true });

  await older.shutdown();

  expect(getBotMetrics()).toBe(newer);
});

test('ports that are set are polled', async () => {
  const stub = new StubMetricsBackend({ name: 'memory' });
  const metrics = await createInstance(
    { backends: { memory: stub }, database: { pool: 'main' }, tasks: { queue: 'mail' } },
    {
      ports: {
        system: new StubSystemMetrics(),
        database: {
          getActiveConnections: async () => 2,
          getIdleConnections: async () => 3,
          getPoolSize: async () => 10,
        },
        tasks: { getActiveWorkers: async () => 4, getQueueLength: async () => 7 },
        business: { countChannels: async () => 5, countUsers: async () => 6, countScheduledPosts: async () => 8 },
      },
    },
  );

  await expect.poll(() => stub.gauges.size).toBe(11);

  expect(stub.value('system.memory.utilization')).toBe(0.5);
  expect(stub.value('bot.users')).toBe(6);
  expect(stub.value('task.workers.active')).toBe(4);
  expect(await metrics.database?.collect()).toMatchObject({ active: 2, idle: 3, max: 10 });
});

test('without ports, there is no database or task service, and the host is read only on request', async () => {
  const metrics = await createInstance({ backends: {} });

  expect([metrics.database, metrics.tasks]).toEqual([undefined, undefined]);
  expect(await metrics.system.collect()).toMatchObject({ memoryPercent: expect.any(Number) });
});

test('classic naming applies to every service', async () => {
  const stub = new StubMetricsBackend({ name: 'memory' });
  const metrics = await createInstance({ backends: { memory: stub }, naming: 'classic', prefix: 'shop.' });

  metrics.business.update({ channelsCount: 1, usersCount: 2, scheduledPostsCount: 3 });
  metrics.collector.recordTelegramApiRequest({ method: 'getMe', status: 'ok', duration: 1 });

  expect(stub.value('users_total')).toBe(2);
  expect(stub.value('telegram_api_requests_total', { method: 'getMe', status: 'ok' })).toBe(1);
});

test('a running instance shows no secret', async () => {
  const metrics = await createInstance({
    backends: {
      cloud: { type: 'otlp', endpoint: 'http://127.0.0.1:1', timeout: 1, headers: { authorization: 'hunter2' } },
    },
  });

  expect(inspect(metrics, { depth: 30, showHidden: true })).not.toContain('hunter2');
});

test('repeated calls of shutdown() return the same report', async () => {
  const metrics = await createInstance({ backends: { memory: { type: 'stub' } } });

  const [first, second] = await Promise.all([metrics.shutdown(), metrics.shutdown()]);

  expect(second).toBe(first);
  await expect(metrics.reconfigure({ backends: {} })).rejects.toMatchObject({ code: 'closed' });
});

test('the page can require credentials, and inspecting the instance does not show them', async () => {
  const metrics = await createInstance(
    { backends: { page: { type: 'prometheus', port: 0, auth: { username: 'prom', password: { env: 'SCRAPE' } } } } },
    { env: { SCRAPE: 's3cret' } },
  );
  const url = `http://127.0.0.1:${portOf(metrics, 'page')}/metrics`;
  const authorization = `Basic ${Buffer.from('prom:s3cret').toString('base64')}`;
  expect((await fetch(url)).status).toBe(401);
  expect((await fetch(url, { headers: { authorization } })).status).toBe(200);
  expect(inspect(metrics, { depth: 12, showHidden: true })).not.toContain('s3cret');
});

test('without aggregation, each record is a separate line', async () => {
  const udp = await startUdpCapture();
  onTestFinished(() => udp.close());
  const metrics = await createInstance({ backends: { agent: { type: 'statsd', port: udp.port, aggregate: false } } });
  const orders = metrics.counter('orders');
  for (let i = 0; i < 3; i++) orders.add(2);
  await udp.waitFor((lines) => lines.length === 3);
  expect(udp.lines).toEqual(['orders:2|c', 'orders:2|c', 'orders:2|c']);
  await metrics.flush(1);
  expect(metrics.backend.accounts().agent).toMatchObject({ offered: 3, delivered: 3, pending: 0 });
});
