/** One run of a task. */
export interface TaskMetric {
  readonly taskName: string;
  /** `success`, `error`, `retry`, … */
  readonly status: string;
  /** Seconds. */
  readonly duration: number;
  readonly queue?: string;
  /** What ran it: `bullmq`, `node-cron`, … */
  readonly system?: string;
  /** The error's name. Absent when it did not fail. */
  readonly errorType?: string;
  /** Kept with the model; never a sample time. */
  readonly timestamp?: Date;
}
