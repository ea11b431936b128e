import type { Clock } from '@bot-metrics/core';

/** Answers the same reading for a while. Concurrent calls share one; a failed one is not kept. */
export class CachedReading<T> {
  readonly #read: () => Promise<T>;
  readonly #seconds: number;
  readonly #clock: Pick<Clock, 'monotonicSeconds'>;
  #reading: Promise<T> | undefined;
  #validUntil = Number.POSITIVE_INFINITY;

  constructor(read: () => Promise<T>, seconds: number, clock: Pick<Clock, 'monotonicSeconds'>) {
    this.#read = read;
    this.#seconds = seconds;
    this.#clock = clock;
  }

  value(): Promise<T> {
    if (this.#reading === undefined || this.#clock.monotonicSeconds() >= this.#validUntil) {
      // Its age counts from the answer, so that a slow reading is not already old when it arrives.
      this.#validUntil = Number.POSITIVE_INFINITY;
      this.#reading = this.#read().then(
        (value) => {
          this.#validUntil = this.#clock.monotonicSeconds() + this.#seconds;
          return value;
        },
        (error) => {
          this.#reading = undefined;
          throw error;
        },
      );
    }
    return this.#reading;
  }
}
