import { BotMetricsError } from '../bot-metrics-error.ts';
import type { Scheduler } from './clock.ts';

/**
 * Resolves with the result of `task`, or rejects with `deadline_exceeded` after `seconds`, however long `task` takes. A
 * synchronous exception of `task` rejects as well.
 * @param what the subject of the error message, such as `flush of backend "cloud"`
 */
export function withinDeadline<T>(
  what: string,
  seconds: number,
  scheduler: Scheduler,
  task: () => T | Promise<T>,
): Promise<T> {
  // Start the task first, so that an equal deadline of its own wins.
  const running = new Promise<T>((settle) => settle(task()));
  return new Promise((resolve, reject) => {
    const cancel = scheduler.after(seconds, () => {
      reject(new BotMetricsError('deadline_exceeded', `${what} did not end within ${seconds} s`));
    });
    running.then(resolve, reject).finally(cancel);
  });
}

/**
 * Resolves with the result of `ask`. After `seconds` it aborts the signal that `ask` was given and rejects with
 * `no answer within … s`.
 */
export async function withTimeout<T>(
  seconds: number,
  scheduler: Scheduler,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let cancel = (): void => {};
  const timedOut = new Promise<never>((_, reject) => {
    cancel = scheduler.after(seconds, () => {
      controller.abort();
      reject(new Error(`no answer within ${seconds} s`));
    });
  });
  try {
    return await Promise.race([ask(controller.signal), timedOut]);
  } finally {
    cancel();
  }
}
