import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Cancel, Scheduler } from '@bot-metrics/core';

type DelayHistogram = ReturnType<typeof monitorEventLoopDelay>;

/** Delays in seconds. */
export interface EventLoopDelay {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly stddev: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** How the event loop did within one window. */
export interface EventLoopReading {
  /** Absent before the first sample. */
  readonly delay: EventLoopDelay | undefined;
  /** 0 to 1. */
  readonly utilization: number;
}

const RESOLUTION_MILLISECONDS = 10;

/**
 * Watches the event loop in windows of fixed length. Each reading is of the last full window, so that several backends that
 * read at different times see the same and none takes it away from another.
 */
export class EventLoopWindow {
  readonly #histogram: DelayHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MILLISECONDS });
  readonly #cancel: Cancel;
  #begun: EventLoopUtilization = performance.eventLoopUtilization();
  #last: EventLoopReading | undefined;

  constructor(seconds: number, scheduler: Scheduler) {
    this.#histogram.enable();
    this.#cancel = scheduler.every(seconds, () => {
      this.#last = this.#read();
      this.#histogram.reset();
      this.#begun = performance.eventLoopUtilization();
    });
  }

  /** Within the first window what there is of it. */
  reading(): EventLoopReading {
    return this.#last ?? this.#read();
  }

  stop(): void {
    this.#cancel();
    this.#histogram.disable();
  }

  #read(): EventLoopReading {
    const { utilization } = performance.eventLoopUtilization(this.#begun);
    return { delay: this.#histogram.count === 0 ? undefined : delayOf(this.#histogram), utilization };
  }
}

/** The histogram holds nanoseconds between two timers; what a timer was asked to wait is no delay. */
function delayOf(histogram: DelayHistogram): EventLoopDelay {
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - RESOLUTION_MILLISECONDS / 1000);
  return {
    min: late(histogram.min),
    max: late(histogram.max),
    mean: late(histogram.mean),
    stddev: histogram.stddev / 1e9,
    p50: late(histogram.percentile(50)),
    p90: late(histogram.percentile(90)),
    p99: late(histogram.percentile(99)),
  };
}
