import type { Clock } from '@bot-metrics/core';

interface Sample {
  readonly cpuSeconds: number;
  readonly at: number;
}

/** The share of its processor limit that a container used since the reading before, in percent. */
export class ContainerCpu {
  readonly #clock: Pick<Clock, 'monotonicSeconds'>;
  #before: Sample;

  /** The first reading covers the time since the process began, with which a container begins. */
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
