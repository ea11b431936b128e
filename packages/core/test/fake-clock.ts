import type { Cancel, Clock, Scheduler } from '../src/time/clock.ts';

interface Task {
  due: number;
  readonly every?: number;
  readonly run: () => void;
}

/** Both hands and the timers, moved by the test alone. The `FakeClock` of `testing` is out of reach: it depends on core. */
export class FakeClock implements Clock, Scheduler {
  wall = 1_700_000_000;
  monotonic = 0;
  readonly #tasks = new Set<Task>();

  /** Tasks that wait for their time. */
  get pending(): number {
    return this.#tasks.size;
  }

  wallSeconds(): number {
    return this.wall;
  }

  monotonicSeconds(): number {
    return this.monotonic;
  }

  after(seconds: number, run: () => void): Cancel {
    return this.#schedule({ due: this.monotonic + seconds, run });
  }

  every(seconds: number, run: () => void): Cancel {
    return this.#schedule({ due: this.monotonic + seconds, every: seconds, run });
  }

  /** Moves both hands, runs what falls due on the way, and lets promises settle around each task. */
  async advance(seconds: number): Promise<void> {
    const until = this.monotonic + seconds;
    await settled();
    for (let task = this.#next(until); task !== undefined; task = this.#next(until)) {
      this.#moveTo(task.due);
      if (task.every === undefined) this.#tasks.delete(task);
      else task.due += task.every;
      task.run();
      await settled();
    }
    this.#moveTo(until);
  }

  #schedule(task: Task): Cancel {
    this.#tasks.add(task);
    return () => this.#tasks.delete(task);
  }

  #next(until: number): Task | undefined {
    return [...this.#tasks].filter(({ due }) => due <= until).sort((a, b) => a.due - b.due)[0];
  }

  #moveTo(monotonic: number): void {
    this.wall += monotonic - this.monotonic;
    this.monotonic = monotonic;
  }
}

/** Enough turns for a promise chain of ordinary depth. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
