import type { BotMetricsConfig } from './config/config.ts';

/** The configuration as it was given: a configuration file's types are checked by it. */
export function defineConfig(config: BotMetricsConfig): BotMetricsConfig {
  return config;
}
