import type { Metric } from '@bot-metrics/core';
import type { Dialect } from './dialects/dialect.ts';

/** What stays the same in every line of a series. */
export interface SeriesText {
  readonly head: string;
  readonly tail: string;
}

/** Renders names and labels once for each series. */
export class SeriesTexts {
  readonly #dialect: Dialect;
  readonly #prefix: string;
  readonly #ending: string;
  /** By slot; an entry belongs to the series that began at `created`. */
  readonly #known = new WeakMap<Metric, { created: number; text: SeriesText }[]>();

  /** @param ending of every line */
  constructor(dialect: Dialect, prefix: string, ending: string) {
    this.#dialect = dialect;
    this.#prefix = prefix;
    this.#ending = ending;
  }

  /** @param nowSeconds of the snapshot */
  of(metric: Metric, slot: number, created: number, nowSeconds: number): SeriesText {
    let entries = this.#known.get(metric);
    if (entries === undefined) {
      entries = [];
      this.#known.set(metric, entries);
    }
    const entry = entries[slot];
    if (entry !== undefined && entry.created === created) return entry.text;
    const labels = metric.labelsOf(slot);
    const text = {
      head: this.#dialect.head(this.#prefix + metric.definition.name, labels),
      tail: this.#dialect.tail(labels) + this.#ending,
    };
    // A series as young as the snapshot could be replaced in its slot by one that began in the same millisecond.
    if (created < nowSeconds) entries[slot] = { created, text };
    return text;
  }
}
