/** Tells for how long a series has had no record. It is asked now and then, so that a record costs nothing. */
export class SeriesActivity {
  readonly #seen = new Map<number, { records: number; since: number }>();

  /** Seconds since the first look at which the series had as many records as now. */
  idleSeconds(slot: number, records: number, now: number): number {
    const seen = this.#seen.get(slot);
    if (seen?.records === records) return now - seen.since;
    this.#seen.set(slot, { records, since: now });
    return 0;
  }

  /** The series in a slot is over. */
  forget(slot: number): void {
    this.#seen.delete(slot);
  }
}
