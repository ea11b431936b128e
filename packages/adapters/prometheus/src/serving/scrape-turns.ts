import type { Cancel, Scheduler } from '@bot-metrics/core';

/** Scrapes that are answered at the same time: each holds a snapshot and up to about 200 kB of its page. */
export const MAX_SCRAPES = 32;
/** Requests that wait for their turn. */
const MAX_WAITING = 1000;

interface Waiter {
  readonly connection: object;
  begin(end: (() => void) | undefined): void;
}

/**
 * Limits the scrapes in flight, so that clients that ask for many pages and read none cannot fill the memory. Further scrapes wait for
 * their turn. A connection has one turn at a time: pipelined responses are sent in order anyway, so the next one would only be kept.
 */
export class ScrapeTurns {
  readonly #scheduler: Scheduler;
  readonly #busy = new WeakSet<object>();
  readonly #waiting = new Set<Waiter>();
  #running = 0;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /**
   * Waits for a turn, `seconds` at most. Resolves with the function that ends it, or with `undefined` if there was no turn in time or
   * too many wait already.
   */
  take(connection: object, seconds: number): Promise<(() => void) | undefined> {
    if (this.#isFree(connection)) return Promise.resolve(this.#begin(connection));
    if (this.#waiting.size >= MAX_WAITING) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      let cancel: Cancel = () => {};
      const waiter: Waiter = {
        connection,
        begin: (end) => {
          cancel();
          this.#waiting.delete(waiter);
          resolve(end);
        },
      };
      this.#waiting.add(waiter);
      cancel = this.#scheduler.after(seconds, () => waiter.begin(undefined));
    });
  }

  #isFree(connection: object): boolean {
    return this.#running < MAX_SCRAPES && !this.#busy.has(connection);
  }

  #begin(connection: object): () => void {
    this.#running += 1;
    this.#busy.add(connection);
    return () => {
      this.#running -= 1;
      this.#busy.delete(connection);
      for (const waiter of this.#waiting) {
        if (this.#isFree(waiter.connection)) waiter.begin(this.#begin(waiter.connection));
      }
    };
  }
}
