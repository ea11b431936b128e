/** The longest that work runs without yielding. */
const MAX_BUSY_MILLISECONDS = 1;

/** Runs `steps`, and yields to the event loop each time a millisecond has passed. */
export async function yieldPeriodically(steps: Iterable<undefined>): Promise<void> {
  let yielded = performance.now();
  for (const _ of steps) {
    if (performance.now() - yielded < MAX_BUSY_MILLISECONDS) continue;
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    yielded = performance.now();
  }
}
