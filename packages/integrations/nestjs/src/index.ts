export { BotMetricsModule } from './bot-metrics-module.ts';
export type { BotMetricsModuleAsyncOptions, BotMetricsModuleOptions } from './bot-metrics-module-options.ts';
export { BOT_METRICS, InjectBotMetrics } from './inject-bot-metrics.ts';
