import type { Scheduler } from './clock.ts';

/**
 * What `ask` answers, or a rejection after `seconds`, when the signal that it was given is aborted, too. Rejects with what
 * `ask` rejects with.
 */
export async function answerInTime<T>(
  seconds: number,
  scheduler: Scheduler,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let cancel = (): void => {};
  const late = new Promise<never>((_, reject) => {
    cancel = scheduler.after(seconds, () => {
      controller.abort();
      reject(new Error(`no answer within ${seconds} s`));
    });
  });
  try {
    return await Promise.race([ask(controller.signal), late]);
  } finally {
    cancel();
  }
}
