import type { Cancel, Scheduler } from '@bot-metrics/core';
import { FakeClock } from '../fake-clock.ts';

/**
 * The scheduler of a test, with separate clocks for intervals and for deadlines. A deadline can pass without a hundred
 * exports on the way, and an interval without every export timing out.
 *
 * Repeating tasks, and tasks scheduled while the backend starts, use the interval clock.
 */
export class StageTimers implements Scheduler {
  readonly intervals: FakeClock = new FakeClock();
  readonly deadlines: FakeClock = new FakeClock();
  starting = false;

  /** Number of scheduled tasks. */
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
