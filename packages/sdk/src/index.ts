export type { Duration } from '@bot-metrics/core/options';
export { type HealthHandler, healthHandler } from './admin/health-handler.ts';
export type { BotMetrics } from './bot-metrics.ts';
export { type AdminConfig, type BotMetricsConfig, defineConfig, type ServiceConfig } from './config/config.ts';
export type {
  BackendConfig,
  CloudWatchBackendConfig,
  DatadogBackendConfig,
  OtlpBackendConfig,
  PrometheusBackendConfig,
  SecretValue,
  StatsdBackendConfig,
  StubBackendConfig,
} from './config/schema/backend-config.ts';
export { createBotMetrics } from './create-bot-metrics.ts';
export { getBotMetrics } from './global.ts';
export type { BotMetricsOptions } from './options.ts';
export type { ResourceDetector } from './resource.ts';
