import type { Arguments, LabelSchema, Labels } from '../labels/label-schema.ts';
import type { GaugeMetric } from '../store/gauge-metric.ts';
import type { SlotFinder } from '../store/series-lookup.ts';
import { NO_LABELS } from '../store/stored-metric.ts';
import type { SumMetric } from '../store/sum-metric.ts';
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
    this.#constants = constants;
    this.#finder = metric.finder(constants);
    this.#callback = callback;
  }

  get name(): string {
    return this.#metric.definition.name;
  }

  /** Asks once. What is reported after the answer has come counts for nothing. Rejects with what the callback throws. */
  async ask(signal: AbortSignal): Promise<void> {
    const observed = new Set<number>();
    let over = false;
    try {
      await this.#callback((value, labels = NO_LABELS) => {
        if (over || signal.aborted) return;
        const slot = this.#set(value, labels);
        if (slot >= 0) observed.add(slot);
      });
    } finally {
      over = true;
    }
    if (signal.aborted) return;
    for (const slot of this.#observed) if (!observed.has(slot)) this.#metric.removeSlot(slot);
    this.#observed = observed;
  }

  /** Its values are not known any more: the series disappear. */
  forget(): void {
    for (const slot of this.#observed) this.#metric.removeSlot(slot);
    this.#observed = new Set();
  }

  #set(value: number, labels: Labels): number {
    const metric = this.#metric;
    const isCounter = metric.definition.type === 'counter';
    if (!Number.isFinite(value) || (isCounter && value < 0)) {
      metric.refuseValue(value);
      return -1;
    }
    const slot = slotIn(metric, this.#finder, labels, this.#constants);
    if (slot < 0) return slot;
    // The same value again is no new record, and a total that falls is none of a counter.
    if (metric.counts[slot]! > 0 && metric.values[slot] === value) return slot;
    if (isCounter && value < metric.values[slot]!) metric.refuseValue(value - metric.values[slot]!);
    else metric.set(slot, value);
    return slot;
  }
}
