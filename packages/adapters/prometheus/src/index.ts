export type { Auth } from './authorization.ts';
export type { PrometheusOptions, TlsOptions } from './options.ts';
export { PrometheusMetricsBackend } from './prometheus-metrics-backend.ts';
export { Pushgateway, type PushgatewayOptions } from './pushgateway.ts';
