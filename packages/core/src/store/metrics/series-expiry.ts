/** How long a backend that has not delivered a series holds its expiry back. */
const MAX_HELD_BACK_SECONDS = 600;

/** Finds series without a record for a while. It compares record counts whenever it is asked, so that a record costs nothing. */
export class SeriesExpiry {
  readonly #expireAfter: number;
  readonly #seen = new Map<number, { records: number; since: number }>();

  /** @param expireAfter seconds */
  constructor(expireAfter: number) {
    this.#expireAfter = expireAfter;
  }

  /**
   * Whether a series has expired: it had no record for `expireAfter` seconds, and no backend holds it back.
   * @param records of the series so far
   * @param now monotonic seconds
   */
  hasExpired(slot: number, records: number, now: number, isPending: (slot: number) => boolean): boolean {
    const idle = this.#measureIdleSeconds(slot, records, now);
    return idle >= this.#expireAfter && (idle >= this.#expireAfter + MAX_HELD_BACK_SECONDS || !isPending(slot));
  }

  /** Call it when the series in a slot is removed. */
  forget(slot: number): void {
    this.#seen.delete(slot);
  }

  #measureIdleSeconds(slot: number, records: number, now: number): number {
    const seen = this.#seen.get(slot);
    if (seen?.records === records) return now - seen.since;
    this.#seen.set(slot, { records, since: now });
    return 0;
  }
}
