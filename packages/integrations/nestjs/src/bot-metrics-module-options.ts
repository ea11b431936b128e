import type { BotMetrics, BotMetricsConfig, BotMetricsOptions } from '@bot-metrics/sdk';
import type { FactoryProvider, ModuleMetadata, Provider } from '@nestjs/common';

/** Options that only code can express: those of `createBotMetrics`, plus replacement providers. */
export interface BotMetricsModuleOptions extends BotMetricsOptions {
  /**
   * Providers that replace the module's own, by token, such as `{ provide: MetricsCollectorService, useClass:
   * MyCollector }`. @default none
   */
  readonly providers?: readonly Provider[];
}

/** A configuration or an instance from a factory with injected dependencies. */
export interface BotMetricsModuleAsyncOptions extends BotMetricsModuleOptions {
  /** Modules that export the providers named in `inject` and `providers`. @default none */
  readonly imports?: ModuleMetadata['imports'];
  /** Tokens of the factory's arguments. @default none */
  readonly inject?: FactoryProvider['inject'];
  /**
   * Returns a configuration, to which the options here apply; `undefined` to use the file and environment; or an
   * instance that `createBotMetrics` made with its own options, for example with a port over an injected pool.
   */
  readonly useFactory: FactoryProvider<BotMetrics | BotMetricsConfig | undefined>['useFactory'];
}
