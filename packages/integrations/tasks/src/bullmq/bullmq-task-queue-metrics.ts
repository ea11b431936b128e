import type { TaskQueueMetricsPort } from '@bot-metrics/core';

/** The BullMQ states of a job that has not succeeded; the worker counts those that have. */
type JobState = 'waiting' | 'prioritized' | 'active' | 'delayed' | 'waiting-children' | 'failed';

/** The part of a BullMQ `Queue` that is used. */
export interface BullmqQueue {
  readonly name: string;
  getJobCounts(...states: JobState[]): Promise<Readonly<Record<string, number>>>;
  getWorkersCount(): Promise<number>;
}

/**
 * Reads BullMQ queues for `TaskQueueMetricsService`. The figures come from Redis and are the same in every process:
 * poll them from one process only.
 */
export class BullmqTaskQueueMetrics implements TaskQueueMetricsPort {
  readonly #queues: readonly BullmqQueue[];

  constructor(...queues: readonly BullmqQueue[]) {
    this.#queues = queues;
  }

  /** Workers connected to the queues, in all processes. BullMQ does not report which of them are busy. */
  async getActiveWorkers(): Promise<number> {
    return total(await Promise.all(this.#queues.map((queue) => queue.getWorkersCount())));
  }

  /** Jobs that are due, with or without a priority, including those of a paused queue. */
  async getQueueLength(queue?: string): Promise<number> {
    return total(Object.values(await this.#count(queue, 'waiting', 'prioritized')));
  }

  /** Jobs per state. `waiting` is the queue length; `failed` counts the finally failed jobs that Redis still keeps. */
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
