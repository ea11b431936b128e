import type { Metric } from '../snapshot/metric.ts';

/** Caches what is made from the identity of a series, such as its encoded labels, for as long as the series lives. */
export class SeriesCache<T> {
  readonly #make: (metric: Metric, slot: number) => T;
  readonly #entries = new WeakMap<Metric, { readonly made: T[]; readonly sequences: number[] }>();

  /** @param make called once per series */
  constructor(make: (metric: Metric, slot: number) => T) {
    this.#make = make;
  }

  /** What was made of the series in `slot`. Call it only while a snapshot that contains the series is open. */
  of(metric: Metric, slot: number): T {
    let entries = this.#entries.get(metric);
    if (entries === undefined) {
      entries = { made: [], sequences: [] };
      this.#entries.set(metric, entries);
    }
    const sequence = metric.sequences[slot]!;
    if (entries.sequences[slot] !== sequence) {
      entries.made[slot] = this.#make(metric, slot);
      entries.sequences[slot] = sequence;
    }
    return entries.made[slot]!;
  }
}
