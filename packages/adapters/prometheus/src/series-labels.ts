import type { Metric } from '@bot-metrics/core/backend';
import { type ExposedLabels, exposedLabels } from './labels.ts';

/** The labels of each series of a metric as they are exposed. */
export class SeriesLabels {
  readonly #metric: Metric;
  readonly #labelName: (name: string) => string;
  #namesSeen = 0;
  #namesMayClash = false;
  #hasReplacement = false;

  constructor(metric: Metric, labelName: (name: string) => string) {
    this.#metric = metric;
    this.#labelName = remembered(labelName);
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

  /** Those of a series that began at `createdSeconds`; `undefined` if it was removed since. */
  of(slot: number, createdSeconds: number): ExposedLabels | undefined {
    if (this.#metric.created[slot] !== createdSeconds) return undefined;
    const labels = exposedLabels(this.#metric.labelsOf(slot), this.#labelName);
    if (!this.#hasReplacement) this.#hasReplacement = labels.some(([, value]) => value.includes('\ufffd'));
    return labels;
  }
}

/** Names are few and come with every series. */
function remembered(labelName: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    let exposed = known.get(name);
    if (exposed === undefined) {
      exposed = labelName(name);
      known.set(name, exposed);
    }
    return exposed;
  };
}
