/** Longer synchronous work delays timers and requests noticeably; shorter slices cost more in turns than they gain. */
const MAX_SLICE_MILLISECONDS = 1;

/** Lets the event loop handle what is waiting, such as timers and I/O. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    // Browsers have no setImmediate; there setTimeout takes at least a millisecond.
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}

/**
 * The time that long work may take before the event loop gets a turn: check `isOver` after each step, and await `renew` when it
 * is true.
 */
export class TimeSlice {
  #began = performance.now();

  get isOver(): boolean {
    return performance.now() - this.#began >= MAX_SLICE_MILLISECONDS;
  }

  /** Gives the event loop a turn and starts the next slice. */
  async renew(): Promise<void> {
    await nextTurn();
    this.#began = performance.now();
  }
}

/** Runs work to its end and gives the event loop a turn about once a millisecond, at the steps where the work yields. */
export async function yieldPeriodically<T>(work: Iterator<undefined, T>): Promise<T> {
  const slice = new TimeSlice();
  for (let step = work.next(); ; step = work.next()) {
    if (step.done === true) return step.value;
    if (slice.isOver) await slice.renew();
  }
}
