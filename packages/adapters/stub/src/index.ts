export { backend } from './backend.ts';
export { StubMetricsBackend, type StubMetricsBackendOptions, type StubRecord } from './stub-metrics-backend.ts';
export { StubSystemMetrics, type SystemFigures } from './stub-system-metrics.ts';
