/** What was made of each series of a metric, kept while the series lives. */
export class SeriesCache<T> {
  readonly #made: T[] = [];
  /** Wall seconds at which the series began that it was made of, by slot. */
  readonly #created: number[] = [];

  /** `undefined` where nothing was kept of the series that began then. */
  of(slot: number, createdSeconds: number): T | undefined {
    return this.#created[slot] === createdSeconds ? this.#made[slot] : undefined;
  }

  /** @param snapshotSeconds of the snapshot that the series was read from */
  keep(slot: number, createdSeconds: number, snapshotSeconds: number, made: T): void {
    // A series as young as the snapshot could be replaced in its slot by another that began in the same millisecond.
    if (!(createdSeconds < snapshotSeconds)) return;
    this.#made[slot] = made;
    this.#created[slot] = createdSeconds;
  }
}
