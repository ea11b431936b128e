import {
  BusinessMetricsService,
  DatabaseMetricsService,
  HealthCheckService,
  Metrics,
  MetricsCollectorService,
  MultiMetricsBackend,
  SystemMetricsService,
  TaskQueueMetricsService,
} from '@bot-metrics/core';
import { type BotMetrics, type BotMetricsConfig, createBotMetrics } from '@bot-metrics/sdk';
import type { BeforeApplicationShutdown, DynamicModule, FactoryProvider, OnApplicationShutdown } from '@nestjs/common';
import type { BotMetricsModuleAsyncOptions, BotMetricsModuleOptions } from './bot-metrics-module-options.ts';
import { BOT_METRICS, InjectBotMetrics } from './inject-bot-metrics.ts';

/** Provided under their classes as tokens. */
const parts: readonly FactoryProvider[] = [
  part(Metrics, (metrics) => metrics),
  part(MultiMetricsBackend, ({ backend }) => backend),
  part(MetricsCollectorService, ({ collector }) => collector),
  part(BusinessMetricsService, ({ business }) => business),
  part(SystemMetricsService, ({ system }) => system),
  part(HealthCheckService, ({ health }) => health),
  part(DatabaseMetricsService, ({ database }) => database),
  part(TaskQueueMetricsService, ({ tasks }) => tasks),
];

/**
 * A global Nest module. It creates the instance when the application starts, lets it drain before Nest closes its
 * servers, and flushes and shuts it down in `onApplicationShutdown`. It provides the instance as `BOT_METRICS`, and its
 * parts under their classes: `Metrics` (the facade), `MultiMetricsBackend` and the services.
 */
export class BotMetricsModule implements BeforeApplicationShutdown, OnApplicationShutdown {
  readonly #metrics: BotMetrics;

  /** Called by Nest. */
  constructor(metrics: BotMetrics) {
    this.#metrics = metrics;
  }

  /**
   * @param config as for `createBotMetrics`, or an instance that it made, which the application then owns
   * @param options those of `createBotMetrics`, and `providers` that replace the module's own
   */
  static forRoot(config?: BotMetricsConfig | BotMetrics, options: BotMetricsModuleOptions = {}): DynamicModule {
    return BotMetricsModule.forRootAsync({ ...options, useFactory: () => config });
  }

  /** Like `forRoot`, with a configuration or an instance from a factory. */
  static forRootAsync(options: BotMetricsModuleAsyncOptions): DynamicModule {
    const { imports = [], inject = [], useFactory, providers = [], ...ofInstance } = options;
    const instance: FactoryProvider<BotMetrics> = {
      provide: BOT_METRICS,
      inject,
      useFactory: async (...injected) => {
        const made = await useFactory(...injected);
        return made instanceof Metrics ? made : createBotMetrics(made, ofInstance);
      },
    };
    return {
      module: BotMetricsModule,
      global: true,
      imports,
      // If two providers share a token, Nest uses the last.
      providers: [instance, ...parts, ...providers],
      exports: [BOT_METRICS, ...parts.map(({ provide }) => provide)],
    };
  }

  /** Called by Nest before it closes its servers, which keep serving until load balancers stop sending. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#metrics.drain();
  }

  /** Called by Nest once its servers are closed. */
  async onApplicationShutdown(): Promise<void> {
    await this.#metrics.shutdown();
  }
}

// A parameter decorator written as a call, because Node's type stripping does not support the syntax.
InjectBotMetrics()(BotMetricsModule, undefined, 0);

function part<T>(provide: FactoryProvider<T>['provide'], useFactory: (metrics: BotMetrics) => T): FactoryProvider<T> {
  return { provide, inject: [BOT_METRICS], useFactory };
}
