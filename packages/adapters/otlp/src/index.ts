export { OtlpMetricsBackend } from './otlp-metrics-backend.ts';
export type { OtlpMetricsBackendOptions } from './options.ts';
