import type { Metric } from '@bot-metrics/core';

/** What stays the same of a series in every request, made once for each. */
export class SeriesCache<T> {
  readonly #make: (metric: Metric, slot: number) => T;
  /** By slot; an entry belongs to the series that began at `created`. */
  readonly #known = new WeakMap<Metric, { created: number; made: T }[]>();

  constructor(make: (metric: Metric, slot: number) => T) {
    this.#make = make;
  }

  /** @param nowSeconds of the snapshot */
  of(metric: Metric, slot: number, created: number, nowSeconds: number): T {
    let entries = this.#known.get(metric);
    if (entries === undefined) {
      entries = [];
      this.#known.set(metric, entries);
    }
    const entry = entries[slot];
    if (entry !== undefined && entry.created === created) return entry.made;
    const made = this.#make(metric, slot);
    // A series as young as the snapshot could be replaced in its slot by one that began in the same millisecond.
    if (created < nowSeconds) entries[slot] = { created, made };
    return made;
  }
}
