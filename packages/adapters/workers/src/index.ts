export { type CollectWorkersOptions, collectWorkers, type WorkerCollection } from './collect-workers.ts';
export type { PrimaryChannel } from './primary-channel.ts';
export { WorkerMetricsBackend, type WorkerOptions } from './worker-metrics-backend.ts';
export type { WorkerGaugeRule } from './worker-values.ts';
