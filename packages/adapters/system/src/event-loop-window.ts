import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Cancel, Scheduler } from '@bot-metrics/core';
import { IntervalMaximum } from './interval-maximum.ts';

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

/** The state of the event loop within one window. */
export interface EventLoopReading {
  /** Absent before the first sample. */
  readonly delay: EventLoopDelay | undefined;
  /** 0 to 1. */
  readonly utilization: number;
}

const RESOLUTION_MILLISECONDS = 10;

/**
 * Measures the event loop in windows of fixed length. Every reading returns the last complete window, so that backends
 * that read at different times get the same figures. The maximum covers the time between two readings as well, because one long
 * block outside the last window would never be seen.
 */
export class EventLoopWindow {
  readonly #histogram: DelayHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MILLISECONDS });
  /** Measured apart: a histogram does not see a block that begins right after it was reset. */
  readonly #timer = setInterval(() => this.#noteDelay(), RESOLUTION_MILLISECONDS).unref();
  #tickedAt = performance.now();
  /** Seconds, since the last reading. */
  #longest: number | undefined;
  readonly #maximum = new IntervalMaximum();
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

  /** Returns the incomplete first window until it ends. */
  reading(): EventLoopReading {
    return this.#last ?? this.#read();
  }

  /**
   * The maximum delay since a reading, at least of the last window. Call it with each reading.
   * @param now monotonic seconds
   * @param since monotonic seconds of the reading
   */
  maximum(now: number, since: number): number | undefined {
    if (this.#longest !== undefined) this.#maximum.add(now, this.#longest);
    this.#longest = undefined;
    const maxima = [this.reading().delay?.max, this.#maximum.since(since)].filter((max) => max !== undefined);
    return maxima.length === 0 ? undefined : Math.max(...maxima);
  }

  stop(): void {
    this.#cancel();
    this.#histogram.disable();
    clearInterval(this.#timer);
  }

  #noteDelay(): void {
    const now = performance.now();
    const delay = Math.max(0, now - this.#tickedAt - RESOLUTION_MILLISECONDS) / 1000;
    this.#tickedAt = now;
    this.#longest = Math.max(this.#longest ?? 0, delay);
  }

  #read(): EventLoopReading {
    const { utilization } = performance.eventLoopUtilization(this.#begun);
    return { delay: this.#histogram.count === 0 ? undefined : toDelay(this.#histogram), utilization };
  }
}

/** The histogram holds the nanoseconds between two timers. Only the time beyond the timer's own interval is delay. */
function toDelay(histogram: DelayHistogram): EventLoopDelay {
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
