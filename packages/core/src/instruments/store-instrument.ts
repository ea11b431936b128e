import type { Labels } from '../labels/label-schema.ts';
import { NO_LABELS } from '../labels/record-labels.ts';
import type { SlotFinder } from '../store/index/series-lookup.ts';
import type { StoredMetric } from '../store/metrics/stored-metric.ts';

/** An instrument that records to a metric of the store, with constant labels for all its records. */
export abstract class StoreInstrument<M extends StoredMetric> {
  protected readonly metric: M;
  protected readonly constants: Labels;
  readonly #finder: SlotFinder;

  constructor(metric: M, constants: Labels) {
    this.metric = metric;
    this.constants = constants;
    this.#finder = metric.finder(constants);
  }

  remove(labels: Labels = NO_LABELS): void {
    this.metric.remove(labels, this.constants);
  }

  clear(): void {
    this.metric.clear();
  }

  /** The slot of `labels`, or -1 for a record that is counted as dropped. */
  protected findSlot(labels: Labels): number {
    return findSlot(this.metric, this.#finder, labels, this.constants);
  }
}

/** The slot of a label set, whose series is created if needed; -1 for a record that is counted as dropped. Never throws. */
export function findSlot(metric: StoredMetric, finder: SlotFinder, labels: Labels, constants: Labels): number {
  let slot: number;
  try {
    slot = finder.find(labels);
  } catch {
    slot = -1;
  }
  return slot >= 0 ? slot : metric.resolve(labels, constants);
}

/**
 * One series of a metric, whose slot is looked up once: with the first record, so that binding alone creates no series, and
 * again after a series of the metric was removed.
 */
export abstract class BoundInstrument<M extends StoredMetric> {
  protected readonly metric: M;
  protected readonly labels: Labels;
  #slot = -1;
  /** `metric.removals` when the slot was found; -1 if it has to be found for each record. */
  #removals = -1;

  constructor(metric: M, labels: Labels) {
    this.metric = metric;
    this.labels = labels;
  }

  bind(): this {
    return this;
  }

  remove(): void {
    this.metric.remove(this.labels);
  }

  clear(): void {
    this.remove();
  }

  protected slot(): number {
    return this.metric.removals === this.#removals ? this.#slot : this.#resolve();
  }

  #resolve(): number {
    const { folded } = this.metric;
    const slot = this.metric.resolve(this.labels);
    this.#slot = slot;
    // Dropped and folded records must be counted one by one.
    this.#removals = slot >= 0 && this.metric.folded === folded ? this.metric.removals : -1;
    return slot;
  }
}
