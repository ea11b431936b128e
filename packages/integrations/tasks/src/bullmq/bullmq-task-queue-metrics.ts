import type { TaskQueueMetricsPort } from '@bot-metrics/core';

/** The states of BullMQ that a job can be in before it has succeeded; those that have are counted by the worker. */
type JobState = 'waiting' | 'prioritized' | 'active' | 'delayed' | 'waiting-children' | 'failed';

/** What is needed of a `Queue` of BullMQ. */
export interface BullmqQueue {
  readonly name: string;
  getJobCounts(...states: JobState[]): Promise<Readonly<Record<string, number>>>;
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

  /** Jobs whose time has come, with or without a priority, also while the queue is paused. */
  async getQueueLength(queue?: string): Promise<number> {
    return total(Object.values(await this.#count(queue, 'waiting', 'prioritized')));
  }

  /** `waiting` is the length of the queue; `failed` is what Redis still keeps of the jobs that failed for good. */
  async getQueueDepth(queue?: string): Promise<Readonly<Record<string, number>>> {
    const states = ['waiting', 'prioritized', 'active', 'delayed', 'waiting-children', 'failed'] as const;
    const { waiting, prioritized, ...others } = await this.#count(queue, ...states);
    return { waiting: waiting + prioritized, ...others };
  }

  async #count<S extends JobState>(queue: string | undefined, ...states: S[]): Promise<Record<S, number>> {
    const asked = queue === undefined ? this.#queues : this.#queues.filter(({ name }) => name === queue);
    const counts = await Promise.all(asked.map((each) => each.getJobCounts(...states)));
    const totals = states.map((state) => [state, total(counts.map((count) => count[state] ?? 0))]);
    return Object.fromEntries(totals) as Record<S, number>;
  }
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
