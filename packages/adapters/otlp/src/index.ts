export type { OtlpMetricsBackendOptions, OtlpProtocol } from './options.ts';
export { OtlpMetricsBackend } from './otlp-metrics-backend.ts';
export type { OtlpPreset } from './presets.ts';
export type { OtlpSecret } from './secret.ts';
export type { OtlpTlsOptions } from './tls.ts';
