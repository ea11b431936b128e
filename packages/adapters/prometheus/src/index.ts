export type { Auth } from '@bot-metrics/server';
export { backend } from './backend.ts';
export type { MeterReader, ScopeData } from './bridge/meter-reader.ts';
export type { PrometheusOptions } from './options.ts';
export { PrometheusMetricsBackend } from './prometheus-metrics-backend.ts';
export { Pushgateway, type PushgatewayOptions } from './pushgateway.ts';
