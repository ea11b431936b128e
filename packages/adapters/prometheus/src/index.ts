export type { Auth } from './authorization.ts';
export type { MeterReader, ScopeData } from './bridge/meter-reader.ts';
export type { PrometheusOptions, TlsOptions } from './options.ts';
export { PrometheusMetricsBackend } from './prometheus-metrics-backend.ts';
export { Pushgateway, type PushgatewayOptions } from './pushgateway.ts';
