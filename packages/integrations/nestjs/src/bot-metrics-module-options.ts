import type { BotMetrics, BotMetricsConfig, BotMetricsOptions } from '@bot-metrics/sdk';
import type { FactoryProvider, ModuleMetadata, Provider } from '@nestjs/common';

/** What only code can say: the options of `createBotMetrics`, and what is injected in place of the module's own. */
export interface BotMetricsModuleOptions extends BotMetricsOptions {
  /**
   * Providers in place of the module's own ones, by their token, such as
   * `{ provide: MetricsCollectorService, useClass: CollectorOfMine }`. @default none
   */
  readonly providers?: readonly Provider[];
}

/** The configuration, or an instance, of a factory that others' providers are injected into. */
export interface BotMetricsModuleAsyncOptions extends BotMetricsModuleOptions {
  /** Modules that export what `inject` and `providers` name. @default none */
  readonly imports?: ModuleMetadata['imports'];
  /** The tokens of what the factory is called with. @default none */
  readonly inject?: FactoryProvider['inject'];
  /**
   * Answers a configuration, for which the options here count, `undefined` for that of file and environment, or an instance of `createBotMetrics`, made with options of its own:
   * that way a port, such as one over an injected pool, comes from other providers.
   */
  readonly useFactory: FactoryProvider<BotMetrics | BotMetricsConfig | undefined>['useFactory'];
}
