export { type BullmqQueue, BullmqTaskQueueMetrics } from './bullmq-task-queue-metrics.ts';
export type { BullmqJob, BullmqJobListener, BullmqWorker } from './bullmq-worker.ts';
export { instrumentBullmqWorker } from './instrument-bullmq-worker.ts';
