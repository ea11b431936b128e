import { createGuard, type MetricsCollectorService } from '@bot-metrics/core';
import { taskErrorType } from '../task-error-type.ts';
import type { CronContext, CronTask, CronTime } from './cron-task.ts';

/** How the task is named. */
export interface NodeCronOptions {
  /** The label `task.name`. @default the task's own name, or its cron pattern if it has none */
  readonly name?: string;
}

const skips = ['missed', 'overlap', 'skipped'] as const;

const instrumented = new WeakSet<CronTask>();

/**
 * Measures the runs of a node-cron task, inline or in the background, and counts those that did not happen: the process was busy (`missed`), the
 * previous run was still active (`overlap`), or another process ran it (`skipped`). Instrumenting a task twice has no
 * effect. Returns the function that removes the instrumentation.
 */
export function instrumentNodeCron(
  task: CronTask,
  collector: MetricsCollectorService,
  options: NodeCronOptions = {},
): () => void {
  if (instrumented.has(task)) return () => {};
  instrumented.add(task);
  const guarded = createGuard('node-cron', collector);
  const taskName = options.name ?? chooseName(task);
  const skipped = collector.metrics.counter('task.skipped', {
    description: 'Runs that were due but did not happen.',
    unit: '{run}',
    labels: ['task.name', 'reason'],
  });
  const ended = ({ execution }: CronContext, failed: boolean) => {
    const { startedAt, finishedAt, error } = execution ?? {};
    const end = toMilliseconds(finishedAt) ?? Date.now();
    // A run that failed before its task was loaded has no start.
    const duration = Math.max(0, end - (toMilliseconds(startedAt) ?? end)) / 1000;
    const outcome = failed ? { status: 'error', errorType: taskErrorType(error) } : { status: 'success' };
    collector.recordTask({ system: 'node-cron', taskName, duration, ...outcome });
  };
  const listeners = [
    ['execution:finished', (context: CronContext) => guarded(() => ended(context, false))],
    ['execution:failed', (context: CronContext) => guarded(() => ended(context, true))],
    ...skips.map(
      (reason) =>
        [`execution:${reason}`, () => guarded(() => skipped.add(1, { 'task.name': taskName, reason }))] as const,
    ),
  ] as const;
  for (const [event, listener] of listeners) task.on(event, listener);
  return () => {
    instrumented.delete(task);
    for (const [event, listener] of listeners) task.off(event, listener);
  };
}

/** `undefined` for an absent time, NaN for an unreadable one, which is counted as `invalid`. */
function toMilliseconds(time: CronTime | undefined): number | undefined {
  return time === undefined ? undefined : new Date(time).getTime();
}

/** node-cron names an unnamed task with a random id, which must not become a label. */
function chooseName(task: CronTask): string {
  return task.name === undefined || task.name === task.id ? task.getPattern() : task.name;
}
