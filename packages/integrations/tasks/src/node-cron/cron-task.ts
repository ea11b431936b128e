/** A time of a run: a `Date`, or its ISO 8601 text if the run's process sent it as JSON, as background tasks do. */
export type CronTime = Date | string;

/** The data of a node-cron task event. */
export interface CronContext {
  readonly execution?: { readonly startedAt?: CronTime; readonly finishedAt?: CronTime; readonly error?: unknown };
}

/** A listener for task events. */
export type CronListener = (context: CronContext) => void;

type CronEvent =
  | 'execution:finished'
  | 'execution:failed'
  | 'execution:missed'
  | 'execution:overlap'
  | 'execution:skipped';

/** The part of a node-cron `ScheduledTask` that is used. */
export interface CronTask {
  readonly id: string;
  readonly name?: string;
  getPattern(): string;
  on(event: CronEvent, listener: CronListener): void;
  off(event: CronEvent, listener: CronListener): void;
}
