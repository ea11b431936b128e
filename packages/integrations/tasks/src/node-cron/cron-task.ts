/** What node-cron tells with an event of a task. */
export interface CronContext {
  readonly execution?: { readonly startedAt?: Date; readonly finishedAt?: Date; readonly error?: unknown };
}

/** What is called with an event of a task. */
export type CronListener = (context: CronContext) => void;

type CronEvent =
  | 'execution:finished'
  | 'execution:failed'
  | 'execution:missed'
  | 'execution:overlap'
  | 'execution:skipped';

/** What is needed of a `ScheduledTask` of node-cron. */
export interface CronTask {
  readonly id: string;
  readonly name?: string;
  getPattern(): string;
  on(event: CronEvent, listener: CronListener): void;
  off(event: CronEvent, listener: CronListener): void;
}
