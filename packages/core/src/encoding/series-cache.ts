import type { Metric } from '../snapshot/metric.ts';

/**
 * The start time under which data of a series is cached, NaN if it must not be reused. A slot can be freed and given to another
 * series, so cached data belongs to a slot and a start time. Start times have a resolution of a millisecond: a series as young as
 * the snapshot could still be replaced by one with the same start time.
 */
export function cacheKey(createdSeconds: number, snapshotSeconds: number): number {
  return createdSeconds < snapshotSeconds ? createdSeconds : Number.NaN;
}

/** Caches what is made from the identity of a series, such as its encoded labels, for as long as the series lives. */
export class SeriesCache<T> {
  readonly #make: (metric: Metric, slot: number, createdSeconds: number) => T;
  readonly #entries = new WeakMap<Metric, { readonly made: T[]; readonly keys: number[] }>();

  /** @param make called once per series, and once per snapshot for a series as young as the snapshot */
  constructor(make: (metric: Metric, slot: number, createdSeconds: number) => T) {
    this.#make = make;
  }

  /**
   * @param createdSeconds start time of the series in `slot`
   * @param snapshotSeconds time of the snapshot that contains the series
   */
  of(metric: Metric, slot: number, createdSeconds: number, snapshotSeconds: number): T {
    let entries = this.#entries.get(metric);
    if (entries === undefined) {
      entries = { made: [], keys: [] };
      this.#entries.set(metric, entries);
    }
    if (entries.keys[slot] === createdSeconds) return entries.made[slot]!;
    const made = this.#make(metric, slot, createdSeconds);
    const key = cacheKey(createdSeconds, snapshotSeconds);
    if (Number.isNaN(key)) return made;
    entries.made[slot] = made;
    entries.keys[slot] = key;
    return made;
  }
}
