export type { PrometheusServices } from './classic-services.ts';
export { collectSystemMetrics } from './collect-system-metrics.ts';
export { createPrometheusService, prometheusService } from './create-prometheus-service.ts';
export { usePrometheusService } from './current-services.ts';
export { endOfSupport } from './deprecation.ts';
export type { OldCall, PrometheusService } from './prometheus-service.ts';
export { type PrometheusTimerType, prometheusTimer } from './prometheus-timer.ts';
