import type { Clock } from '@bot-metrics/core';

interface Sample {
  readonly cpuSeconds: number;
  readonly at: number;
}

/** The share of its CPU limit that the container used since the previous reading, in percent. */
export class ContainerCpu {
  readonly #clock: Pick<Clock, 'monotonicSeconds'>;
  #before: Sample;

  /** The first reading covers the time since the process started, which is about when the container did. */
  constructor(clock: Pick<Clock, 'monotonicSeconds'>, uptimeSeconds: number) {
    this.#clock = clock;
    this.#before = { cpuSeconds: 0, at: clock.monotonicSeconds() - uptimeSeconds };
  }

  usedPercent(cpuSeconds: number, limit: number): number {
    const at = this.#clock.monotonicSeconds();
    const before = this.#before;
    this.#before = { cpuSeconds, at };
    return ((cpuSeconds - before.cpuSeconds) / ((at - before.at) * limit)) * 100;
  }
}
