import { setImmediate } from 'node:timers/promises';

/** Runs a generator to its end, and lets the event loop have its turn before it begins and wherever it yields. */
export async function inPieces<T>(work: Generator<undefined, T>): Promise<T> {
  for (;;) {
    await setImmediate();
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
