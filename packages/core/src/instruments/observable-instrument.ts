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
 * Called when a backend reads. It reports every series; a series that it does not report is absent until it is reported again. A
 * counter then continues from its last total. It may be `async`: a backend waits for it for half of its own timeout, and for 5
 * seconds at most. Then the metric is absent until a later call ends in time.
 */
export type ObservableCallback<S extends LabelSchema> = (observe: Observe<S>) => unknown;

/** One report of a callback. */
interface Report {
  readonly value: number;
  readonly labels: Labels;
}

/** What the callback reported of a series, for a series over the limit the sum of its reports. */
interface Observed {
  value: number;
  reports: number;
  /** Identifies the series among those that use its slot one after another. */
  readonly sequence: number;
}

/** An instrument whose values a callback reports. */
export class ObservableInstrument implements Observable {
  readonly #metric: SumMetric | GaugeMetric;
  readonly #constants: Labels;
  readonly #finder: SlotFinder;
  readonly #callback: (observe: (value: number, labels?: Labels) => void) => unknown;
  /** By slot, of visible and hidden series. */
  readonly #last = new Map<number, Observed>();

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

  /**
   * Calls the callback once and records its reports when it ends. Ignores reports after its end, and all reports of a callback
   * that fails or ends after `signal` was aborted. Rejects if the callback fails.
   */
  async observe(signal: AbortSignal): Promise<void> {
    const reports: Report[] = [];
    let isOver = false;
    try {
      await this.#callback((value, labels = NO_LABELS) => {
        if (!isOver && !signal.aborted && this.#isValid(value)) reports.push({ value, labels: copyLabels(labels) });
      });
    } finally {
      isOver = true;
    }
    if (!signal.aborted) this.#record(reports);
  }

  /** Takes all series out of sight, because their values are unknown. */
  forget(): void {
    this.#withdrawExcept(new Map());
  }

  #isValid(value: number): boolean {
    const isValid = Number.isFinite(value) && (this.#metric.definition.type !== 'counter' || value >= 0);
    if (!isValid) this.#metric.refuseValue(value);
    return isValid;
  }

  #record(reports: readonly Report[]): void {
    const metric = this.#metric;
    // First, so that no hidden series makes room for a new one although it is reported now.
    if (metric.kind === 'sum') for (const { labels } of reports) this.#keep(metric, labels);
    const observed = new Map<number, Observed>();
    for (const { value, labels } of reports) {
      const slot = findSlot(metric, this.#finder, labels, this.#constants);
      if (slot >= 0) this.#collect(slot, value, observed);
    }
    this.#withdrawExcept(observed);
    for (const [slot, report] of observed) {
      if (metric.kind === 'gauge' || metric.definition.type === 'upDownCounter') this.#set(metric, slot, report);
      else this.#setTotal(metric, slot, report);
      this.#last.set(slot, report);
    }
  }

  #keep(metric: SumMetric, labels: Labels): void {
    try {
      metric.keep(this.#finder.find(labels));
    } catch {
      // `findSlot` counts labels that cannot be read.
    }
  }

  /** Adds up the totals that fold into one series; for a gauge, the last value wins. */
  #collect(slot: number, value: number, observed: Map<number, Observed>): void {
    const before = observed.get(slot);
    if (before === undefined) observed.set(slot, { value, reports: 1, sequence: this.#metric.sequences[slot]! });
    else {
      before.value = this.#metric.kind === 'gauge' ? value : before.value + value;
      before.reports += 1;
    }
  }

  /** Takes the series that are not observed out of sight. The position of a sum stays, that of a gauge means nothing later. */
  #withdrawExcept(observed: ReadonlyMap<number, Observed>): void {
    const metric = this.#metric;
    for (const [slot, { sequence }] of this.#last) {
      if (observed.has(slot)) continue;
      if (!metric.isUsed(slot) || metric.sequences[slot] !== sequence) this.#last.delete(slot);
      else if (metric.kind === 'sum') metric.hide(slot);
      else {
        metric.removeSlot(slot, 'unobserved');
        this.#last.delete(slot);
      }
    }
  }

  #set(metric: SumMetric | GaugeMetric, slot: number, { value }: Observed): void {
    if (metric.kind === 'sum') metric.show(slot);
    // An unchanged value is no new record.
    if (metric.counts[slot] === 0 || metric.values[slot] !== value) metric.set(slot, value);
  }

  #setTotal(metric: SumMetric, slot: number, { value, reports, sequence }: Observed): void {
    metric.show(slot);
    const last = this.#last.get(slot);
    const isKnown = last?.sequence === sequence;
    const before = isKnown ? last.value : 0;
    const total = metric.values[slot]!;
    if (value > before || metric.counts[slot] === 0) {
      // The total differs from what was observed only where series were folded.
      metric.set(slot, total === before ? value : total + (value - before));
    } else if (value < before && reports === 1 && last?.reports === 1) {
      metric.restart(slot, value);
    }
    // Otherwise the total stays: nothing changed, or one of several folded series is absent or was restarted.
  }
}

/** The callback may change its object before the reports are recorded. */
function copyLabels(labels: Labels): Labels {
  try {
    return typeof labels === 'object' && labels !== null ? { ...labels } : labels;
  } catch {
    return labels;
  }
}
