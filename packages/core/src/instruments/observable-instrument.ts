import type { Arguments, LabelSchema, Labels } from '../labels/label-schema.ts';
import type { SlotFinder } from '../store/index/series-lookup.ts';
import type { GaugeMetric } from '../store/metrics/gauge-metric.ts';
import { NO_LABELS } from '../store/metrics/stored-metric.ts';
import type { SumMetric } from '../store/metrics/sum-metric.ts';
import { slotIn } from './store-instrument.ts';

/** Reports one series as it is now: for counters the total, not the change. */
export type Observe<S extends LabelSchema> = (value: number, ...labels: Arguments<S>) => void;

/**
 * Called when a backend reads, to report every series that there is; one that it leaves out disappears. It may be
 * `async`, and is then waited for a few seconds.
 */
export type ObservableCallback<S extends LabelSchema> = (observe: Observe<S>) => unknown;

/** A metric whose values are asked for instead of recorded. */
export class ObservableInstrument {
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

  /** Asks once. What is reported after the answer has come counts for nothing. Rejects with what the callback throws. */
  async ask(signal: AbortSignal): Promise<void> {
    const observed = new Map<number, number>();
    let over = false;
    try {
      await this.#callback((value, labels = NO_LABELS) => {
        if (!over && !signal.aborted) this.#take(value, labels, observed);
      });
    } finally {
      over = true;
    }
    if (signal.aborted) return;
    for (const slot of this.#observed) if (!observed.has(slot)) this.#metric.removeSlot(slot, 'unobserved');
    for (const [slot, value] of observed) this.#set(slot, value);
    this.#observed = new Set(observed.keys());
  }

  /** Its values are not known any more: the series disappear. */
  forget(): void {
    for (const slot of this.#observed) this.#metric.removeSlot(slot, 'unobserved');
    this.#observed = new Set();
  }

  /** Totals that fold into one series add up; of a gauge the last value stands. */
  #take(value: number, labels: Labels, observed: Map<number, number>): void {
    const metric = this.#metric;
    const { type } = metric.definition;
    if (!Number.isFinite(value) || (type === 'counter' && value < 0)) return metric.refuseValue(value);
    const slot = slotIn(metric, this.#finder, labels, this.#constants);
    if (slot < 0) return;
    const before = type === 'gauge' ? 0 : (observed.get(slot) ?? 0);
    observed.set(slot, before + value);
  }

  /** The same value again is no new record, and a total that falls is none of a counter. */
  #set(slot: number, value: number): void {
    const metric = this.#metric;
    const before = metric.values[slot]!;
    if (metric.counts[slot]! > 0 && before === value) return;
    if (metric.definition.type === 'counter' && value < before) metric.refuseValue(value - before);
    else metric.set(slot, value);
  }
}
