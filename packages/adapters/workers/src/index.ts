export { type CollectWorkersOptions, collectWorkers, type WorkerCollection } from './collect-workers.ts';
export type { WorkerGaugeRule } from './merged-reports.ts';
export type { PrimaryChannel } from './primary-channel.ts';
export type { WorkerMessages } from './received-reports.ts';
export { WorkerMetricsBackend, type WorkerOptions } from './worker-metrics-backend.ts';
