export { type HealthHandler, healthHandler } from './admin/health-handler.ts';
export type { BotMetrics } from './bot-metrics.ts';
export type { AdminConfig } from './config/admin-config.ts';
export type {
  BackendConfig,
  CloudWatchBackendConfig,
  DatadogBackendConfig,
  OtlpBackendConfig,
  PrometheusBackendConfig,
  SecretValue,
  StatsdBackendConfig,
  StubBackendConfig,
} from './config/backend-config.ts';
export type { BotMetricsConfig, Duration, ServiceConfig } from './config/config.ts';
export { createBotMetrics } from './create-bot-metrics.ts';
export { defineConfig } from './define-config.ts';
export { getBotMetrics } from './global.ts';
export type { BotMetricsOptions } from './options.ts';
export type { ResourceDetector } from './resource-detectors.ts';
