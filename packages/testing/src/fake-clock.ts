import type { Cancel, Clock, Scheduler } from '@bot-metrics/core';

/** Where the two hands begin. */
export interface FakeClockOptions {
  /** Seconds since the Unix epoch. @default 1_700_000_000 (2023-11-14T22:13:20Z) */
  readonly wallSeconds?: number;
  /** Seconds since an arbitrary origin. @default 0 */
  readonly monotonicSeconds?: number;
}

interface Task {
  dueNanoseconds: number;
  /** Set for a task that repeats. */
  readonly everyNanoseconds?: number;
  readonly run: () => void;
}

/** Enough turns for a promise chain of ordinary depth; it costs nothing where there is nothing to settle. */
const microtaskTurns = 20;
const mostTasksAtOneInstant = 10_000;

/**
 * A clock and a scheduler that only a test moves. No real timer is used.
 *
 * Time is counted in whole nanoseconds, so that ten times 0.1 s is 1 s.
 */
export class FakeClock implements Clock, Scheduler {
  readonly #tasks = new Set<Task>();
  #monotonicNanoseconds: number;
  /** What wall time shows minus what monotonic time shows. */
  #wallOffsetSeconds: number;
  #advancing = false;

  constructor(options: FakeClockOptions = {}) {
    this.#monotonicNanoseconds = nanoseconds(options.monotonicSeconds ?? 0);
    this.#wallOffsetSeconds = (options.wallSeconds ?? 1_700_000_000) - this.monotonicSeconds();
  }

  /** Tasks that wait for their time; one that repeats counts as one. */
  get pending(): number {
    return this.#tasks.size;
  }

  wallSeconds(): number {
    return this.#wallOffsetSeconds + this.monotonicSeconds();
  }

  monotonicSeconds(): number {
    return this.#monotonicNanoseconds / 1e9;
  }

  /** Makes wall time jump, as when the host's clock is set. Monotonic time and scheduled tasks do not notice. */
  setWall(seconds: number): void {
    this.#wallOffsetSeconds = seconds - this.monotonicSeconds();
  }

  /** Throws a `RangeError` for an interval that is not above 0, which would never let `advance` end. */
  every(seconds: number, task: () => void): Cancel {
    const interval = nanoseconds(seconds);
    if (interval <= 0) throw new RangeError(`every(${seconds}): the interval must be above 0 seconds`);
    return this.#schedule({
      dueNanoseconds: this.#monotonicNanoseconds + interval,
      everyNanoseconds: interval,
      run: task,
    });
  }

  /** A negative time counts as 0, as with real timers. Either way the task runs in the next `advance`, never at once. */
  after(seconds: number, task: () => void): Cancel {
    return this.#schedule({
      dueNanoseconds: this.#monotonicNanoseconds + Math.max(0, nanoseconds(seconds)),
      run: task,
    });
  }

  /**
   * Moves both hands and runs what falls due on the way, in order of time, then of scheduling.
   *
   * While a task runs the hands show its time. Promises settle before the first task and after each one, so a task that
   * is scheduled by a continuation runs in the same call if it is due. An error that a task throws rejects the call; the
   * hands then stay at that task's time. Await it: overlapping calls are refused.
   */
  async advance(seconds: number): Promise<void> {
    if (this.#advancing) throw new Error('advance() was called while another advance() runs: await the first one');
    const span = nanoseconds(seconds);
    if (span < 0)
      throw new RangeError(`advance(${seconds}): monotonic time never goes back; setWall() moves wall time`);
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
      if (atThisInstant > mostTasksAtOneInstant) {
        throw new Error(`${mostTasksAtOneInstant} tasks ran without time going on: one reschedules itself after 0 s`);
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

  /** Of tasks with the same time the first in the set, which is the one scheduled first. */
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
  if (!Number.isFinite(seconds)) throw new RangeError(`${seconds} is not a number of seconds`);
  return Math.round(seconds * 1e9);
}

async function settlePromises(): Promise<void> {
  for (let turn = 0; turn < microtaskTurns; turn++) await Promise.resolve();
}
