/** Reads a task queue. */
export interface TaskQueueMetricsPort {
  getActiveWorkers(): Promise<number>;
  /** Jobs that wait, in `queue` or in all queues. */
  getQueueLength(queue?: string): Promise<number>;
  /**
   * The jobs of `queue`, or of all queues, by their state: one of few, always the same ones, such as `{ waiting: 3, delayed: 1 }`.
   * Left out where only those are known that wait.
   */
  getQueueDepth?(queue?: string): Promise<Readonly<Record<string, number>>>;
}
