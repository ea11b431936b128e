/** For how long the event loop does not get its turn. */
const TURN_MILLISECONDS = 1;

/** Does work in steps, with a turn of the event loop once a millisecond; all at once what takes less. */
export async function inTurns(steps: Iterable<undefined>): Promise<void> {
  let turned = performance.now();
  for (const _ of steps) {
    if (performance.now() - turned < TURN_MILLISECONDS) continue;
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    turned = performance.now();
  }
}
