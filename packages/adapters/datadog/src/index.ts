export { DatadogMetricsBackend } from './datadog-metrics-backend.ts';
export type { DatadogAgent, DatadogMetricsBackendOptions } from './options.ts';
