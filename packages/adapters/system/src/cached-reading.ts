import type { Clock } from '@bot-metrics/core';

/** Caches a reading for a limited time. Concurrent calls share one reading; a failure is not cached. */
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
      // The age counts from completion, so that a slow reading is not expired on arrival.
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
