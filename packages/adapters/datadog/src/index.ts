export { backend } from './backend.ts';
export { DatadogMetricsBackend } from './datadog-metrics-backend.ts';
export type { DatadogMetricsBackendOptions } from './options.ts';
