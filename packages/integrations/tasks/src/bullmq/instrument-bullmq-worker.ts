import { createGuard, type Guard, type MetricsCollectorService } from '@bot-metrics/core';
import { taskErrorType } from '../task-error-type.ts';
import type { BullmqJob, BullmqJobListener, BullmqWorker } from './bullmq-worker.ts';

/** From interactive replies to nightly jobs. */
const waitBuckets = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 3600];

const instrumented = new WeakSet<BullmqWorker>();

/**
 * Measures the jobs of a BullMQ worker: duration and outcome of each attempt, and how long a job waited for its first
 * one. Instrumenting a worker twice has no effect. Returns the function that removes the instrumentation.
 */
export function instrumentBullmqWorker(worker: BullmqWorker, collector: MetricsCollectorService): () => void {
  if (instrumented.has(worker)) return () => {};
  instrumented.add(worker);
  const guarded = createGuard('bullmq', collector);
  const queue = worker.name;
  const waited = collector.metrics.histogram('task.wait.duration', {
    description: 'Time from when a job was due to its first attempt.',
    unit: 's',
    labels: ['messaging.destination.name', 'task.name'],
    buckets: waitBuckets,
  });
  const attempts = collector.metrics.counter('task.attempts', {
    description: 'Job attempts by outcome.',
    unit: '{attempt}',
    labels: ['messaging.destination.name', 'task.name', 'outcome'],
  });
  const ended = (job: BullmqJob, status: 'success' | 'retry' | 'error', error: { errorType?: string }) => {
    attempts.add(1, { 'messaging.destination.name': queue, 'task.name': job.name, outcome: status });
    // A job that its worker lost may have lost its times too.
    if (!job.processedOn) return;
    const duration = Math.max(0, (job.finishedOn || Date.now()) - job.processedOn) / 1000;
    collector.recordTask({ system: 'bullmq', queue, taskName: job.name, status, duration, ...error });
  };
  const stops = [
    listen(worker, guarded, 'active', (job) => {
      const seconds = job.attemptsStarted === 1 ? computeWaitSeconds(job) : undefined;
      if (seconds !== undefined) waited.record(seconds, { 'messaging.destination.name': queue, 'task.name': job.name });
    }),
    listen(worker, guarded, 'completed', (job) => ended(job, 'success', {})),
    listen(worker, guarded, 'failed', (job, error) =>
      ended(job, job.finishedOn ? 'error' : 'retry', { errorType: taskErrorType(error) }),
    ),
  ];
  return () => {
    instrumented.delete(worker);
    for (const stop of stops) stop();
  };
}

function listen(
  worker: BullmqWorker,
  guarded: Guard,
  event: 'active' | 'completed' | 'failed',
  measure: (job: BullmqJob, detail: unknown) => void,
): () => void {
  const listener: BullmqJobListener = (job, detail) => {
    // BullMQ reports a job that stalled too often and was removed without the job itself.
    if (job !== undefined) guarded(() => measure(job, detail));
  };
  worker.on(event, listener);
  return () => void worker.off(event, listener);
}

/** Clocks of two machines may differ, so a job can appear to start before it is due. */
function computeWaitSeconds({ processedOn, timestamp, opts }: BullmqJob): number | undefined {
  return processedOn ? Math.max(0, processedOn - timestamp - (opts.delay ?? 0)) / 1000 : undefined;
}
