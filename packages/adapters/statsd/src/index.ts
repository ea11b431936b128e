export type { StatsdMetricsBackendOptions } from './options.ts';
export { StatsdMetricsBackend } from './statsd-metrics-backend.ts';
