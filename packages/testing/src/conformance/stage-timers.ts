import type { Cancel, Scheduler } from '@bot-metrics/core';
import { FakeClock } from '../fake-clock.ts';

/**
 * The scheduler of a test, with one hand for intervals and one for deadlines and time-outs: a deadline can pass without
 * a hundred exports on the way, and an interval without every export being too late.
 *
 * What repeats, or is scheduled while the backend starts, belongs to the intervals.
 */
export class StageTimers implements Scheduler {
  readonly intervals: FakeClock = new FakeClock();
  readonly deadlines: FakeClock = new FakeClock();
  starting = false;

  /** Timers that wait. */
  get pending(): number {
    return this.intervals.pending + this.deadlines.pending;
  }

  every(seconds: number, task: () => void): Cancel {
    return this.intervals.every(seconds, task);
  }

  after(seconds: number, task: () => void): Cancel {
    return (this.starting ? this.intervals : this.deadlines).after(seconds, task);
  }
}
