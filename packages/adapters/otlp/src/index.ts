export type { OtlpMetricsBackendOptions } from './options.ts';
export { OtlpMetricsBackend } from './otlp-metrics-backend.ts';
export type { OtlpPreset } from './presets.ts';
