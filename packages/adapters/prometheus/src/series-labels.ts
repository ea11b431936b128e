import type { Metric } from '@bot-metrics/core';
import { exposedLabelName, labelPairs } from './labels.ts';

/** The label text of each series of a metric, rendered once and kept while the series lives. */
export class SeriesLabels {
  readonly #metric: Metric;
  readonly #onHistogram: boolean;
  readonly #pairs: string[] = [];
  /** Wall seconds at which the series began whose text is kept, by slot. */
  readonly #created: number[] = [];
  #namesSeen = 0;
  #namesMayClash = false;
  #hasReplacement = false;

  constructor(metric: Metric) {
    this.#metric = metric;
    this.#onHistogram = metric.definition.type === 'histogram';
  }

  /** Whether two series may have the same text: their label names, or their values, are not told apart once exposed. */
  get ambiguous(): boolean {
    return this.#namesMayClash || this.#hasReplacement;
  }

  /** Looks at label names that have come since the last page. */
  beginPage(): void {
    const { names } = this.#metric.index;
    if (names.length === this.#namesSeen) return;
    this.#namesSeen = names.length;
    const exposed = new Set(names.map((name) => exposedLabelName(name, this.#onHistogram)));
    this.#namesMayClash = exposed.size < names.length || exposed.has('otel_metric_overflow');
  }

  /** The pairs of a series in a snapshot; `undefined` if it was removed before it was ever rendered. */
  pairsOf(slot: number, createdSeconds: number, snapshotSeconds: number): string | undefined {
    if (this.#created[slot] === createdSeconds) return this.#pairs[slot];
    if (this.#metric.created[slot] !== createdSeconds) return undefined;
    const pairs = labelPairs(this.#metric.labelsOf(slot), this.#onHistogram);
    if (pairs.includes('\ufffd')) this.#hasReplacement = true;
    // A series as young as the snapshot could be replaced in its slot by another that began in the same millisecond.
    if (createdSeconds < snapshotSeconds) {
      this.#pairs[slot] = pairs;
      this.#created[slot] = createdSeconds;
    }
    return pairs;
  }
}
