/** Reads a task queue. */
export interface TaskQueueMetricsPort {
  getActiveWorkers(): Promise<number>;
  /** Jobs that wait, in `queue` or in all queues. */
  getQueueLength(queue?: string): Promise<number>;
}
