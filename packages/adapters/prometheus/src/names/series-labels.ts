import type { Metric } from '@bot-metrics/core/backend';
import { type ExposedLabels, translateLabels } from './labels.ts';

/** The translated labels of each series of a metric. */
export class SeriesLabels {
  readonly #metric: Metric;
  readonly #translate: (name: string) => string;
  #knownNames = 0;
  #namesMayCollide = false;
  #hasReplacement = false;

  constructor(metric: Metric, translate: (name: string) => string) {
    this.#metric = metric;
    this.#translate = cached(translate);
  }

  /** Whether two series may have the same labels, because their names or their values become equal. */
  get ambiguous(): boolean {
    return this.#namesMayCollide || this.#hasReplacement;
  }

  /** Checks label names that were added since the last page. */
  beginPage(): void {
    const { names } = this.#metric.index;
    if (names.length === this.#knownNames) return;
    this.#knownNames = names.length;
    const exposed = new Set(names.map((name) => this.#translate(name)));
    this.#namesMayCollide = exposed.size < names.length || exposed.has(this.#translate('otel.metric.overflow'));
  }

  /** The labels of the series in a slot, which a snapshot must contain that is still open. */
  of(slot: number): ExposedLabels {
    const labels = translateLabels(this.#metric.labelsOf(slot), this.#translate);
    if (!this.#hasReplacement) this.#hasReplacement = labels.some(([, value]) => value.includes('\ufffd'));
    return labels;
  }
}

/** Names are few, and every series has them. */
function cached(translate: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    let exposed = known.get(name);
    if (exposed === undefined) {
      exposed = translate(name);
      known.set(name, exposed);
    }
    return exposed;
  };
}
