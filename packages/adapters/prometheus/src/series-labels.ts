import type { Metric } from '@bot-metrics/core';
import { type ExposedLabels, exposedLabels } from './labels.ts';

/** The labels of each series of a metric, rendered once for a format and kept while the series lives. */
export class SeriesLabels<T> {
  readonly #metric: Metric;
  readonly #labelName: (name: string) => string;
  readonly #render: (labels: ExposedLabels) => T;
  readonly #rendered: T[] = [];
  /** Wall seconds at which the series began whose labels are kept, by slot. */
  readonly #created: number[] = [];
  #namesSeen = 0;
  #namesMayClash = false;
  #hasReplacement = false;

  constructor(metric: Metric, labelName: (name: string) => string, render: (labels: ExposedLabels) => T) {
    this.#metric = metric;
    this.#labelName = labelName;
    this.#render = render;
  }

  /** Whether two series may have the same labels: their names, or their values, are not told apart once exposed. */
  get ambiguous(): boolean {
    return this.#namesMayClash || this.#hasReplacement;
  }

  /** Looks at label names that have come since the last page. */
  beginPage(): void {
    const { names } = this.#metric.index;
    if (names.length === this.#namesSeen) return;
    this.#namesSeen = names.length;
    const exposed = new Set(names.map((name) => this.#labelName(name)));
    this.#namesMayClash = exposed.size < names.length || exposed.has(this.#labelName('otel.metric.overflow'));
  }

  /** The labels of a series in a snapshot; `undefined` if it was removed before they were ever rendered. */
  of(slot: number, createdSeconds: number, snapshotSeconds: number): T | undefined {
    if (this.#created[slot] === createdSeconds) return this.#rendered[slot];
    if (this.#metric.created[slot] !== createdSeconds) return undefined;
    const labels = exposedLabels(this.#metric.labelsOf(slot), this.#labelName);
    if (labels.some(([, value]) => value.includes('\ufffd'))) this.#hasReplacement = true;
    const rendered = this.#render(labels);
    // A series as young as the snapshot could be replaced in its slot by another that began in the same millisecond.
    if (createdSeconds < snapshotSeconds) {
      this.#rendered[slot] = rendered;
      this.#created[slot] = createdSeconds;
    }
    return rendered;
  }
}
