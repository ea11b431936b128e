import type { Cancel, Clock, Scheduler } from '@bot-metrics/core';

/** Initial times. */
export interface FakeClockOptions {
  /** Unix seconds. @default 1_700_000_000 (2023-11-14T22:13:20Z) */
  readonly wallSeconds?: number;
  /** Seconds since an arbitrary origin. @default 0 */
  readonly monotonicSeconds?: number;
}

interface Task {
  dueNanoseconds: number;
  /** Set for a repeating task. */
  readonly everyNanoseconds?: number;
  readonly run: () => void;
}

/** Enough turns for ordinary promise chains. Turns without anything to settle cost nothing. */
const MICROTASK_TURNS = 20;
const MAX_TASKS_PER_INSTANT = 10_000;

/**
 * A clock and scheduler that only a test moves, without real timers.
 *
 * Time is counted in whole nanoseconds, so that ten times 0.1 s is exactly 1 s.
 */
export class FakeClock implements Clock, Scheduler {
  readonly #tasks = new Set<Task>();
  #monotonicNanoseconds: number;
  /** Wall time minus monotonic time. */
  #wallOffsetSeconds: number;
  #advancing = false;

  constructor(options: FakeClockOptions = {}) {
    this.#monotonicNanoseconds = nanoseconds(options.monotonicSeconds ?? 0);
    this.#wallOffsetSeconds = (options.wallSeconds ?? 1_700_000_000) - this.monotonicSeconds();
  }

  /** Number of scheduled tasks; a repeating task counts once. */
  get pending(): number {
    return this.#tasks.size;
  }

  wallSeconds(): number {
    return this.#wallOffsetSeconds + this.monotonicSeconds();
  }

  monotonicSeconds(): number {
    return this.#monotonicNanoseconds / 1e9;
  }

  /** Makes wall time jump, like setting the host's clock. Monotonic time and scheduled tasks are unaffected. */
  setWall(seconds: number): void {
    this.#wallOffsetSeconds = seconds - this.monotonicSeconds();
  }

  /** Throws a `RangeError` for an interval of 0 or less, with which `advance` would never end. */
  every(seconds: number, task: () => void): Cancel {
    const interval = nanoseconds(seconds);
    if (interval <= 0) throw new RangeError(`every(${seconds}): must be above 0 seconds`);
    return this.#schedule({
      dueNanoseconds: this.#monotonicNanoseconds + interval,
      everyNanoseconds: interval,
      run: task,
    });
  }

  /** A negative delay counts as 0, as with real timers. The task always runs in the next `advance`, never at once. */
  after(seconds: number, task: () => void): Cancel {
    return this.#schedule({
      dueNanoseconds: this.#monotonicNanoseconds + Math.max(0, nanoseconds(seconds)),
      run: task,
    });
  }

  /**
   * Moves both clocks and runs due tasks in order of time, then of scheduling.
   *
   * During a task, the clocks show its due time. Promises settle before the first task and after each one, so a task
   * scheduled by a continuation runs in the same call if it is due. If a task throws, the call rejects and the clocks
   * stop at that task's time. Await the call: overlapping calls throw.
   */
  async advance(seconds: number): Promise<void> {
    if (this.#advancing) throw new Error('advance() must not overlap: await the previous call');
    const span = nanoseconds(seconds);
    if (span < 0)
      throw new RangeError(`advance(${seconds}): must not be negative; use setWall() to move wall time back`);
    this.#advancing = true;
    try {
      const target = this.#monotonicNanoseconds + span;
      await settlePromises();
      await this.#runUntil(target);
      this.#monotonicNanoseconds = target;
      await settlePromises();
    } finally {
      this.#advancing = false;
    }
  }

  async #runUntil(target: number): Promise<void> {
    let atThisInstant = 0;
    for (let task = this.#next(target); task !== undefined; task = this.#next(target)) {
      atThisInstant = task.dueNanoseconds > this.#monotonicNanoseconds ? 1 : atThisInstant + 1;
      if (atThisInstant > MAX_TASKS_PER_INSTANT) {
        throw new Error(
          `${MAX_TASKS_PER_INSTANT} tasks ran without time advancing: a task reschedules itself after 0 s`,
        );
      }
      this.#monotonicNanoseconds = task.dueNanoseconds;
      this.#tasks.delete(task);
      if (task.everyNanoseconds !== undefined) {
        task.dueNanoseconds += task.everyNanoseconds;
        this.#tasks.add(task);
      }
      task.run();
      await settlePromises();
    }
  }

  #schedule(task: Task): Cancel {
    this.#tasks.add(task);
    return () => {
      this.#tasks.delete(task);
    };
  }

  /** Among tasks with the same time, the first in the set, which was scheduled first. */
  #next(target: number): Task | undefined {
    let next: Task | undefined;
    for (const task of this.#tasks) {
      if (task.dueNanoseconds <= target && (next === undefined || task.dueNanoseconds < next.dueNanoseconds))
        next = task;
    }
    return next;
  }
}

function nanoseconds(seconds: number): number {
  if (!Number.isFinite(seconds)) throw new RangeError(`${seconds} must be a number of seconds`);
  return Math.round(seconds * 1e9);
}

async function settlePromises(): Promise<void> {
  for (let turn = 0; turn < MICROTASK_TURNS; turn++) await Promise.resolve();
}
