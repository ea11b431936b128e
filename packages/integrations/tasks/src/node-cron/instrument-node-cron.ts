import { guarded, type MetricsCollectorService } from '@bot-metrics/core';
import { taskErrorType } from '../task-error-type.ts';
import type { CronContext, CronTask } from './cron-task.ts';

/** What the task is called. */
export interface NodeCronOptions {
  /** The label `task.name`. @default the task's own name, or its pattern where it was given none */
  readonly name?: string;
}

const skips = ['missed', 'overlap', 'skipped'] as const;

const instrumented = new WeakSet<CronTask>();

/**
 * Measures the runs of a scheduled task of node-cron, and counts those that did not take place: the process was too busy
 * (`missed`), the last run still ran (`overlap`), or another process had it (`skipped`). A task that is already instrumented
 * is left as it is. Returns what ends it.
 */
export function instrumentNodeCron(
  task: CronTask,
  collector: MetricsCollectorService,
  options: NodeCronOptions = {},
): () => void {
  if (instrumented.has(task)) return () => {};
  instrumented.add(task);
  const taskName = options.name ?? nameOf(task);
  const skipped = collector.metrics.counter('task.skipped', {
    description: 'Runs that were due and did not take place.',
    unit: '{run}',
    labels: ['task.name', 'reason'],
  });
  const ended = ({ execution }: CronContext, failed: boolean) => {
    const { startedAt, finishedAt, error } = execution ?? {};
    if (startedAt === undefined) return;
    const duration = Math.max(0, (finishedAt?.getTime() ?? Date.now()) - startedAt.getTime()) / 1000;
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

/** A task without a name is given its random id as one, which is no label. */
function nameOf(task: CronTask): string {
  return task.name === undefined || task.name === task.id ? task.getPattern() : task.name;
}
