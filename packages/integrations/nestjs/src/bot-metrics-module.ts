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

/** Their classes are the tokens. */
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
 * A global Nest module: makes the instance when the application starts, lets it drain before Nest closes its servers, flushes
 * it and shuts it down in `onApplicationShutdown`, and provides it as `BOT_METRICS` and its parts by their classes: `Metrics` (the facade),
 * `MultiMetricsBackend` and the services.
 */
export class BotMetricsModule implements BeforeApplicationShutdown, OnApplicationShutdown {
  readonly #metrics: BotMetrics;

  /** For Nest. */
  constructor(metrics: BotMetrics) {
    this.#metrics = metrics;
  }

  /**
   * @param config as `createBotMetrics` takes it, or an instance that it made, which is the application's from then on
   * @param options those of `createBotMetrics`, and `providers` in place of the module's own ones
   */
  static forRoot(config?: BotMetricsConfig | BotMetrics, options: BotMetricsModuleOptions = {}): DynamicModule {
    return BotMetricsModule.forRootAsync({ ...options, useFactory: () => config });
  }

  /** The same, with a configuration or an instance that a factory answers. */
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
      // Of two providers of one token Nest takes the last one.
      providers: [instance, ...parts, ...providers],
      exports: [BOT_METRICS, ...parts.map(({ provide }) => provide)],
    };
  }

  /** Nest calls it before it closes its servers: they take work for as long as somebody may send it. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#metrics.drain();
  }

  /** Nest calls it when its servers are closed. */
  async onApplicationShutdown(): Promise<void> {
    await this.#metrics.shutdown();
  }
}

// The decorator of a parameter as a call: it is no syntax that Node strips.
InjectBotMetrics()(BotMetricsModule, undefined, 0);

function part<T>(provide: FactoryProvider<T>['provide'], useFactory: (metrics: BotMetrics) => T): FactoryProvider<T> {
  return { provide, inject: [BOT_METRICS], useFactory };
}
