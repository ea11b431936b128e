/** A task queue at one moment. */
export interface TaskQueueMetrics {
  readonly activeWorkers: number;
  /** Jobs that wait. */
  readonly queueLength: number;
  /** Kept with the model; never a sample time. */
  readonly timestamp?: Date;
}
