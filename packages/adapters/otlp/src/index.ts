export { backend } from './backend.ts';
export type { OtlpMetricsBackendOptions } from './options.ts';
export { OtlpMetricsBackend } from './otlp-metrics-backend.ts';
export type { OtlpPreset } from './presets.ts';
