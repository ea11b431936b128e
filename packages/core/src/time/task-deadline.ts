import type { Scheduler } from './clock.ts';

/** Aborts tasks that take too long, and the one in flight when it is closed. One task at a time. */
export class TaskDeadline {
  readonly #scheduler: Scheduler;
  readonly #seconds: number | undefined;
  #abort: AbortController | undefined;
  #closed: Error | undefined;
  /** Ends the current wait. */
  #endWait: (() => void) | undefined;

  /** @param seconds that a task may take @default no limit */
  constructor(scheduler: Scheduler, seconds?: number) {
    this.#scheduler = scheduler;
    this.#seconds = seconds;
  }

  /** Runs a task with the signal that aborts it. The reason of the signal is an error that says why. */
  async run<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const abort = new AbortController();
    this.#abort = abort;
    if (this.#closed !== undefined) abort.abort(this.#closed);
    const seconds = this.#seconds;
    const cancel =
      seconds === undefined
        ? undefined
        : this.#scheduler.after(seconds, () => abort.abort(new Error(`no complete answer within ${seconds} s`)));
    try {
      return await task(abort.signal);
    } finally {
      cancel?.();
    }
  }

  /** Waits, but no longer than until the signal is aborted or `endWait` is called. */
  wait(seconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        signal.removeEventListener('abort', end);
        this.#endWait = undefined;
        resolve();
      };
      this.#endWait = end;
      const cancel = this.#scheduler.after(seconds, end);
      if (signal.aborted) end();
      else signal.addEventListener('abort', end);
    });
  }

  /** Ends the wait of the task in flight, if it waits. */
  endWait(): void {
    this.#endWait?.();
  }

  /** Aborts the task in flight, and every later one as soon as it starts. */
  close(reason: Error): void {
    this.#closed = reason;
    this.#abort?.abort(reason);
  }
}
