import { BotMetricsError } from '../bot-metrics-error.ts';
import type { Scheduler } from './clock.ts';

/**
 * The result of `task`, or a rejection with `deadline_exceeded` after `seconds`, however long `task` takes. What `task`
 * throws synchronously rejects, too.
 */
export function withinDeadline<T>(
  what: string,
  seconds: number,
  scheduler: Scheduler,
  task: () => T | Promise<T>,
): Promise<T> {
  // Begun first, so that a deadline of its own that is the same has its say first.
  const running = new Promise<T>((settle) => settle(task()));
  return new Promise((resolve, reject) => {
    const cancel = scheduler.after(seconds, () => {
      reject(new BotMetricsError('deadline_exceeded', `${what} did not end within ${seconds} s`));
    });
    running.then(resolve, reject).finally(cancel);
  });
}
