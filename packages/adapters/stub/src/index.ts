export { backend } from './backend.ts';
export { StubMetricsBackend, type StubMetricsBackendOptions } from './stub-metrics-backend.ts';
export type { StubRecord } from './stub-record.ts';
export { StubSystemMetrics, type SystemFigures } from './stub-system-metrics.ts';
