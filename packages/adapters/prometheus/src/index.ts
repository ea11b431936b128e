export type { PrometheusOptions } from './options.ts';
export { PrometheusMetricsBackend } from './prometheus-metrics-backend.ts';
