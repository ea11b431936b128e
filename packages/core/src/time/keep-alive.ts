/** About 24 days, the longest delay of a timer. */
const LONGEST_MILLISECONDS = 2 ** 31 - 1;

/**
 * Keeps the process alive until `work` has settled. The timers of the SDK do not, so a script with nothing else to do would otherwise
 * end in the middle of its last export, before the deadline and without an error.
 */
export async function keepAlive<T>(work: () => T | Promise<T>): Promise<T> {
  let timer: TimerHandle;
  const hold = (): void => {
    timer = setTimeout(hold, LONGEST_MILLISECONDS);
  };
  hold();
  try {
    return await work();
  } finally {
    clearTimeout(timer!);
  }
}
