import type { Labels } from '../labels/label-schema.ts';
import type { SlotFinder } from '../store/index/series-lookup.ts';
import { NO_LABELS, type StoredMetric } from '../store/metrics/stored-metric.ts';

/** An instrument over a metric of the store, with labels that all its records carry. */
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

  /** The slot of `labels`, or -1 for a record that is accounted as dropped. */
  protected slotOf(labels: Labels): number {
    return slotIn(this.metric, this.#finder, labels, this.constants);
  }
}

/** The slot of a label set, made if need be; -1 for a record that is accounted as dropped. Never throws. */
export function slotIn(metric: StoredMetric, finder: SlotFinder, labels: Labels, constants: Labels): number {
  let slot: number;
  try {
    slot = finder.find(labels);
  } catch {
    slot = -1;
  }
  return slot >= 0 ? slot : metric.resolve(labels, constants);
}

/**
 * One series of a metric, found once. It is resolved with its first record, so that binding alone exposes nothing, and
 * again when a series of its metric was removed.
 */
export abstract class BoundInstrument<M extends StoredMetric> {
  protected readonly metric: M;
  protected readonly labels: Labels;
  #slot = -1;
  /** How many series had been removed from the metric when the slot was found; -1 where it has to be found each time. */
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
    // A record that is dropped or folds is counted each time, so it is resolved each time.
    this.#removals = slot >= 0 && this.metric.folded === folded ? this.metric.removals : -1;
    return slot;
  }
}
