import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { StubMetricsBackend } from '@bot-metrics/stub';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { expect, onTestFinished, test } from 'vitest';
import { createBotMetrics, getBotMetrics } from '../src/index.ts';
import { createInstance } from './create-instance.ts';
import { occupyPort } from './ports.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('one object holds the configuration and the options that only code can set', async () => {
  const diagnostics = new CollectedDiagnostics();
  const stub = new StubMetricsBackend();
  const metrics = await createBotMetrics({ backends: { stub }, prefix: 'shop.', env: {}, global: true, diagnostics });
  onTestFinished(async () => void (await metrics.shutdown(1)));

  expect(getBotMetrics()).toBe(metrics);
  metrics.counter('orders').add(2);
  expect(stub.value('shop.orders')).toBe(2);
  expect(diagnostics.codes()).toEqual(['started']);
});

test('options in a second argument override those beside the configuration', async () => {
  const [first, second] = [new CollectedDiagnostics(), new CollectedDiagnostics()];
  const metrics = await createBotMetrics(
    { backends: { memory: { type: 'stub' } }, diagnostics: first, env: {} },
    { diagnostics: second },
  );
  await metrics.shutdown(1);
  expect([first.codes(), second.codes()]).toEqual([[], ['started']]);
});

test('an object that names its backends never sends to those of a file beside it', async () => {
  const cwd = temporaryFolder({ 'bot-metrics.config.yaml': 'backends: { production: { type: otlp } }' });
  const metrics = await createInstance({ backends: { stub: new StubMetricsBackend() } }, { cwd });
  expect([...metrics.backends.keys()]).toEqual(['stub']);
});

test('the start-up line names the backends and the sources of the configuration', async () => {
  const cwd = temporaryFolder({ 'bot-metrics.config.yaml': 'backends: { page: { type: prometheus, listen: false } }' });
  const diagnostics = new CollectedDiagnostics();
  const env = { BOT_METRICS_PREFIX: 'shop.' };
  const metrics = await createBotMetrics({ labels: { dc: 'eu' }, cwd, env, diagnostics });
  await metrics.shutdown(1);
  expect(diagnostics.events).toMatchObject([
    {
      code: 'started',
      severity: 'info',
      message: 'metrics go to page (prometheus); configuration: code, BOT_METRICS_PREFIX, bot-metrics.config.yaml',
    },
  ]);
});

test('with onStartFailure: report, a busy port is logged as an error, the other backends run, and reconfigure tries again', async () => {
  const other = new PrometheusMetricsBackend({ port: 0 });
  await other.start();
  const { port } = other;
  const diagnostics = new CollectedDiagnostics();
  const config = {
    onStartFailure: 'report',
    backends: { page: { type: 'prometheus', port }, memory: { type: 'stub' } },
  } as const;
  const metrics = await createInstance(config, { diagnostics });

  expect([...metrics.backends.keys()]).toEqual(['memory']);
  expect(diagnostics.events).toMatchObject([
    {
      code: 'start_failed',
      severity: 'error',
      message: `backends.page: cannot listen on 127.0.0.1:${port}: the port is in use; choose another port (0 takes a free one), or set listen: false and mount the handler in your own server; the other backends run, and reconfigure() or SIGHUP tries again`,
    },
    { code: 'started' },
  ]);
  metrics.counter('orders').add();
  await other.shutdown();
  await metrics.reconfigure(config);
  expect(metrics.backends.get('page')).toBeInstanceOf(PrometheusMetricsBackend);
});

test('with onStartFailure: report, the service runs without the admin server if its port is busy', async () => {
  const port = await occupyPort();
  const diagnostics = new CollectedDiagnostics();
  const config = { onStartFailure: 'report', admin: { port }, backends: { memory: { type: 'stub' } } } as const;
  const metrics = await createInstance(config, { diagnostics });

  expect(metrics.admin).toBeUndefined();
  expect(diagnostics.codes()).toEqual(['port_in_use', 'started']);
});
