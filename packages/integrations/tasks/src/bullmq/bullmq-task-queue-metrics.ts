import type { TaskQueueMetricsPort } from '@bot-metrics/core';

/** What is needed of a `Queue` of BullMQ. */
export interface BullmqQueue {
  readonly name: string;
  getJobCounts(...states: ('waiting' | 'prioritized')[]): Promise<Readonly<Record<string, number>>>;
  getWorkersCount(): Promise<number>;
}

/**
 * Reads BullMQ queues, for `TaskQueueMetricsService`. What it reads is Redis' own, the same in every process: let one poll.
 */
export class BullmqTaskQueueMetrics implements TaskQueueMetricsPort {
  readonly #queues: readonly BullmqQueue[];

  constructor(...queues: readonly BullmqQueue[]) {
    this.#queues = queues;
  }

  /** Workers that are connected to the queues, in all processes; BullMQ does not tell which of them are busy. */
  async getActiveWorkers(): Promise<number> {
    return total(await Promise.all(this.#queues.map((queue) => queue.getWorkersCount())));
  }

  /** Jobs that could run now, with or without a priority: neither delayed ones nor those of a paused queue. */
  async getQueueLength(queue?: string): Promise<number> {
    const asked = queue === undefined ? this.#queues : this.#queues.filter(({ name }) => name === queue);
    const counts = await Promise.all(asked.map((each) => each.getJobCounts('waiting', 'prioritized')));
    return total(counts.flatMap((states) => Object.values(states)));
  }
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
