import type { Arguments, LabelSchema, Labels } from '../labels/label-schema.ts';
import { NO_LABELS } from '../labels/record-labels.ts';
import type { SlotFinder } from '../store/index/series-lookup.ts';
import type { GaugeMetric } from '../store/metrics/gauge-metric.ts';
import type { SumMetric } from '../store/metrics/sum-metric.ts';
import type { Observable } from '../store/observation.ts';
import { findSlot } from './store-instrument.ts';

/** Reports the current value of one series: for counters the total, not the increment. */
export type Observe<S extends LabelSchema> = (value: number, ...labels: Arguments<S>) => void;

/**
 * Called when a backend reads. It reports every series; a series that it no longer reports is removed. It may be `async`;
 * after 5 seconds its series are removed until a later call succeeds.
 */
export type ObservableCallback<S extends LabelSchema> = (observe: Observe<S>) => unknown;

/** An instrument whose values a callback reports. */
export class ObservableInstrument implements Observable {
  readonly #metric: SumMetric | GaugeMetric;
  readonly #constants: Labels;
  readonly #finder: SlotFinder;
  readonly #callback: (observe: (value: number, labels?: Labels) => void) => unknown;
  #observed = new Set<number>();

  constructor(
    metric: SumMetric | GaugeMetric,
    constants: Labels,
    callback: (observe: (value: number, labels?: Labels) => void) => unknown,
  ) {
    this.#metric = metric;
    metric.observe();
    this.#constants = constants;
    this.#finder = metric.finder(constants);
    this.#callback = callback;
  }

  get name(): string {
    return this.#metric.definition.name;
  }

  /** Calls the callback once. Reports after it has returned are ignored. Rejects if the callback fails. */
  async observe(signal: AbortSignal): Promise<void> {
    const observed = new Map<number, number>();
    let isOver = false;
    try {
      await this.#callback((value, labels = NO_LABELS) => {
        if (!isOver && !signal.aborted) this.#take(value, labels, observed);
      });
    } finally {
      isOver = true;
    }
    if (signal.aborted) return;
    for (const slot of this.#observed) if (!observed.has(slot)) this.#metric.removeSlot(slot, 'unobserved');
    for (const [slot, value] of observed) this.#set(slot, value);
    this.#observed = new Set(observed.keys());
  }

  /** Removes the series, whose values are unknown. */
  forget(): void {
    for (const slot of this.#observed) this.#metric.removeSlot(slot, 'unobserved');
    this.#observed = new Set();
  }

  /** Adds up the totals that fold into one series; for a gauge, the last value wins. */
  #take(value: number, labels: Labels, observed: Map<number, number>): void {
    const metric = this.#metric;
    const { type } = metric.definition;
    if (!Number.isFinite(value) || (type === 'counter' && value < 0)) return metric.refuseValue(value);
    const slot = findSlot(metric, this.#finder, labels, this.#constants);
    if (slot < 0) return;
    const before = type === 'gauge' ? 0 : (observed.get(slot) ?? 0);
    observed.set(slot, before + value);
  }

  /** Ignores an unchanged value, and refuses a counter's total that decreases. */
  #set(slot: number, value: number): void {
    const metric = this.#metric;
    const before = metric.values[slot]!;
    if (metric.counts[slot]! > 0 && before === value) return;
    if (metric.definition.type === 'counter' && value < before) metric.refuseValue(value - before);
    else metric.set(slot, value);
  }
}
