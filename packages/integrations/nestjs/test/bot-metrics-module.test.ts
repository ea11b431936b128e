import 'reflect-metadata';
import {
  BusinessMetricsService,
  type Counter,
  DatabaseMetricsService,
  HealthCheckService,
  Metrics,
  MetricsCollectorService,
  MultiMetricsBackend,
  SystemMetricsService,
  TaskQueueMetricsService,
} from '@bot-metrics/core';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { type BotMetrics, type BotMetricsConfig, createBotMetrics } from '@bot-metrics/sdk';
import { StubMetricsBackend, StubSystemMetrics } from '@bot-metrics/stub';
import { startOtlpReceiver } from '@bot-metrics/testing';
import { Controller, type DynamicModule, Get, type INestApplicationContext, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterEach, expect, test } from 'vitest';
import { BotMetricsModule } from '../src/bot-metrics-module.ts';
import { BOT_METRICS, InjectBotMetrics } from '../src/inject-bot-metrics.ts';

/** Records in a request and in the hooks that Nest calls before it closes its servers. */
class PostsController {
  readonly #steps: Counter<readonly ['step']>;

  constructor(metrics: Metrics) {
    this.#steps = metrics.counter('posts.steps', { labels: ['step'] });
  }

  publish(): string {
    this.#steps.add(1, { step: 'request' });
    return 'published';
  }

  onModuleDestroy(): void {
    this.#steps.add(1, { step: 'onModuleDestroy' });
  }

  beforeApplicationShutdown(): void {
    this.#steps.add(1, { step: 'beforeApplicationShutdown' });
  }
}
// Decorators written as calls, because nothing here compiles the syntax.
Controller('posts')(PostsController);
Reflect.defineMetadata('design:paramtypes', [Metrics], PostsController);
const publish = Object.getOwnPropertyDescriptor(PostsController.prototype, 'publish');
if (publish !== undefined) Get()(PostsController.prototype, 'publish', publish);

const update = { updateType: 'message', status: 'ok', duration: 0.1 } as const;
const alone = { configFile: false, env: {} } as const;
const opened: INestApplicationContext[] = [];

afterEach(async () => {
  for (const app of opened.splice(0)) await app.close();
});

/** A Nest application with the metrics module and a feature module that does not import it. */
async function start(metrics: DynamicModule): Promise<INestApplicationContext> {
  class FeatureModule {}
  Module({ providers: [Orders] })(FeatureModule);
  class ApplicationModule {}
  Module({ imports: [FeatureModule, metrics] })(ApplicationModule);
  const app = await NestFactory.createApplicationContext(ApplicationModule, { logger: false, abortOnError: false });
  opened.push(app);
  return app;
}

/**
 * An application service with `constructor(collector: MetricsCollectorService, @InjectBotMetrics() metrics:
 * BotMetrics)`.
 */
class Orders {
  readonly collector: MetricsCollectorService;
  readonly metrics: BotMetrics;

  constructor(collector: MetricsCollectorService, metrics: BotMetrics) {
    this.collector = collector;
    this.metrics = metrics;
  }
}
Injectable()(Orders);
Reflect.defineMetadata('design:paramtypes', [MetricsCollectorService, Object], Orders);
InjectBotMetrics()(Orders, undefined, 1);

function stubbed(): { readonly stub: StubMetricsBackend; readonly config: BotMetricsConfig } {
  const stub = new StubMetricsBackend();
  return { stub, config: { backends: { stub } } };
}

test('an instance starts with the application and is injected everywhere, without an import in the feature module', async () => {
  const { stub, config } = stubbed();
  const app = await start(BotMetricsModule.forRoot(config, alone));
  const { collector, metrics } = app.get(Orders, { strict: false });
  expect(metrics).toBe(app.get(BOT_METRICS));
  expect(collector).toBe(metrics.collector);
  collector.recordTelegramUpdate(update);
  metrics.counter('orders').add(2);
  expect(stub.value('orders')).toBe(2);
});

test('the facade, the fan-out and each service are injected by class', async () => {
  const ports = {
    database: { getActiveConnections: async () => 1, getIdleConnections: async () => 2, getPoolSize: async () => 3 },
    tasks: { getActiveWorkers: async () => 1, getQueueLength: async () => 2 },
    system: new StubSystemMetrics(),
  };
  const app = await start(BotMetricsModule.forRoot(stubbed().config, { ...alone, ports }));
  const metrics = app.get<BotMetrics>(BOT_METRICS);
  expect(app.get(Metrics)).toBe(metrics);
  expect(app.get(MultiMetricsBackend)).toBe(metrics.backend);
  expect(app.get(MetricsCollectorService)).toBe(metrics.collector);
  expect(app.get(BusinessMetricsService)).toBe(metrics.business);
  expect(app.get(SystemMetricsService)).toBe(metrics.system);
  expect(app.get(HealthCheckService)).toBe(metrics.health);
  expect(app.get(DatabaseMetricsService)).toBe(metrics.database);
  expect(app.get(TaskQueueMetricsService)).toBe(metrics.tasks);
  expect(metrics.database).toBeDefined();
  expect(metrics.tasks).toBeDefined();
});

test('a service whose port was not given is undefined', async () => {
  const app = await start(BotMetricsModule.forRoot(stubbed().config, alone));
  expect(app.get(DatabaseMetricsService)).toBeUndefined();
});

test('closing the application flushes the records and shuts the backends down', async () => {
  const receiver = await startOtlpReceiver();
  const backends = { cloud: { type: 'otlp', endpoint: receiver.endpoint, interval: '1h' } } as const;
  const app = await start(BotMetricsModule.forRoot({ backends }, alone));
  app.get(Metrics).counter('orders').add(1);
  expect(receiver.exports).toHaveLength(0);
  await app.close();
  expect(receiver.value('orders')).toBe(1);
  await receiver.close();
});

test('an HTTP application delivers what its last request and its shutdown hooks recorded', async () => {
  const receiver = await startOtlpReceiver();
  const backends = { cloud: { type: 'otlp', endpoint: receiver.endpoint, interval: '1h' } } as const;
  class ApplicationModule {}
  Module({ imports: [BotMetricsModule.forRoot({ backends }, alone)], controllers: [PostsController] })(
    ApplicationModule,
  );
  const app = await NestFactory.create(ApplicationModule, { logger: false, forceCloseConnections: true });
  await app.listen(0, '127.0.0.1');
  expect(await (await fetch(`${await app.getUrl()}/posts`)).text()).toBe('published');
  await app.close();
  for (const step of ['request', 'onModuleDestroy', 'beforeApplicationShutdown']) {
    expect(receiver.value('posts.steps', { step })).toBe(1);
  }
  await receiver.close();
});

test('an invalid configuration keeps the application from starting and reports every problem', async () => {
  const wrong = { backends: { cloud: { type: 'otlp', interval: 'often' } } } as unknown as BotMetricsConfig;
  await expect(start(BotMetricsModule.forRoot(wrong, alone))).rejects.toThrow(/backends\.cloud\.interval/);
});

test('a factory builds the configuration from injected values', async () => {
  const { stub } = stubbed();
  class SettingsModule {}
  Module({ providers: [{ provide: 'SETTINGS', useValue: { prefix: 'shop.' } }], exports: ['SETTINGS'] })(
    SettingsModule,
  );
  const module = BotMetricsModule.forRootAsync({
    ...alone,
    imports: [SettingsModule],
    inject: ['SETTINGS'],
    useFactory: async ({ prefix }: { prefix: string }) => ({ prefix, backends: { stub } }),
  });
  const app = await start(module);
  app.get(Metrics).counter('orders').add(1);
  expect(stub.value('shop.orders')).toBe(1);
});

test.each(['forRoot', 'forRootAsync'] as const)(
  '%s accepts an instance and shuts it down with the application',
  async (way) => {
    const backend = new PrometheusMetricsBackend({ port: 0 });
    const made = await createBotMetrics({ backends: { prometheus: backend } }, alone);
    const module =
      way === 'forRoot' ? BotMetricsModule.forRoot(made) : BotMetricsModule.forRootAsync({ useFactory: () => made });
    const app = await start(module);
    expect(app.get(BOT_METRICS)).toBe(made);
    const page = backend.address ?? '';
    expect((await fetch(page)).status).toBe(200);
    await app.close();
    await expect(fetch(page)).rejects.toThrow('fetch failed');
  },
);

test('an application service replaces the default one, over a three-method recorder', async () => {
  const records: string[] = [];
  const record = (name: string): void => void records.push(name);
  const collector = new MetricsCollectorService({ recordCounter: record, setGauge: record, recordHistogram: record });
  const providers = [{ provide: MetricsCollectorService, useValue: collector }];
  const app = await start(BotMetricsModule.forRoot(stubbed().config, { ...alone, providers }));
  app.get(Orders, { strict: false }).collector.recordTelegramUpdate(update);
  expect(records).toContain('telegram.update.duration');
});

test('an HTTP application reports not ready before its server closes and still answers', async () => {
  const metrics = await createBotMetrics({ ...stubbed().config, admin: { port: 0 } }, alone);
  class ApplicationModule {}
  Module({ imports: [BotMetricsModule.forRoot(metrics)], controllers: [PostsController] })(ApplicationModule);
  const app = await NestFactory.create(ApplicationModule, { logger: false, forceCloseConnections: true });
  await app.listen(0, '127.0.0.1');
  const posts = `${await app.getUrl()}/posts`;
  const seen: unknown[] = [];
  const drain = metrics.drain.bind(metrics);
  metrics.drain = async () => {
    await drain();
    seen.push((await fetch(`${metrics.admin?.address}/readyz`)).status, await (await fetch(posts)).text());
  };
  await app.close();
  expect(seen).toEqual([503, 'published']);
});
