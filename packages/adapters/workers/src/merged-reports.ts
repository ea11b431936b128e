import type { MetricDefinition } from '@bot-metrics/core';
import type { MetricStore, SeriesIncrement } from '@bot-metrics/core/backend';
import type { MetricReport } from './worker-report.ts';

/** How gauges of several workers become one: by a rule, or as separate series with a label naming the worker. */
export type WorkerGaugeRule = 'sum' | 'max' | 'min' | 'last' | { readonly label: string };

interface WorkerSeries {
  readonly definition: MetricDefinition;
  readonly labels: SeriesIncrement['labels'];
  readonly values: WorkerValues;
}

/** Adds workers' reports to the metrics of a store. */
export class MergedReports {
  readonly #store: MetricStore;
  readonly #chooseRule: (metric: string) => WorkerGaugeRule;
  /** Series of gauges and up-down counters, by metric and labels. */
  readonly #series = new Map<string, WorkerSeries>();

  constructor(store: MetricStore, chooseRule: (metric: string) => WorkerGaugeRule) {
    this.#store = store;
    this.#chooseRule = chooseRule;
  }

  /** @throws BotMetricsError for a metric that is defined differently in the primary, or a report that is out of range */
  add(worker: string, report: MetricReport): void {
    const definition = this.#createDefinition(report);
    if (report.type === 'counter' || report.type === 'histogram') this.#store.merge(definition, report.series);
    else for (const series of report.series) this.#setValue(worker, definition, series);
  }

  /** Removes a worker's part of each gauge and up-down counter. Its totals stay. */
  forget(worker: string): void {
    for (const [key, { definition, labels, values }] of this.#series) {
      const before = values.get(worker);
      if (before === undefined) continue;
      values.delete(worker);
      const rule = this.#chooseRule(definition.name);
      const value =
        definition.type === 'upDownCounter' ? -before : values.merge(typeof rule === 'string' ? rule : 'last');
      if (value !== undefined) {
        this.#store.merge(definition, [{ labels, count: 1, value }]);
        continue;
      }
      this.#store.removeSeries(definition.name, Object.fromEntries(labels));
      this.#series.delete(key);
    }
  }

  #createDefinition({ name, type, description, unit, limit, buckets, labels }: MetricReport): MetricDefinition {
    const rule = this.#chooseRule(name);
    const workerLabel = type === 'gauge' && typeof rule === 'object' ? [rule.label] : [];
    return {
      name,
      type,
      ...(description === '' ? {} : { description }),
      ...(unit === '' ? {} : { unit }),
      ...(limit === undefined ? {} : { limit }),
      ...(buckets === undefined ? {} : { buckets }),
      labels: [...labels, ...workerLabel],
    };
  }

  #setValue(worker: string, definition: MetricDefinition, series: SeriesIncrement): void {
    const rule = definition.type === 'gauge' ? this.#chooseRule(definition.name) : 'sum';
    const labels = typeof rule === 'object' ? [...series.labels, [rule.label, worker] as const] : series.labels;
    // By text: the first value of a label, and so its type, may differ from worker to worker.
    const key = JSON.stringify([definition.name, labels.map(([name, value]) => [name, String(value)])]);
    const values = this.#series.get(key)?.values ?? new WorkerValues();
    const before = values.get(worker);
    values.set(worker, series.value);
    // The primary may count in the same up-down counter, so only the worker's change is added.
    const value =
      definition.type === 'upDownCounter'
        ? series.value - (before ?? 0)
        : (values.merge(typeof rule === 'object' ? 'last' : rule) ?? series.value);
    try {
      this.#store.merge(definition, [{ labels, count: 1, value }]);
    } catch (error) {
      if (before === undefined) values.delete(worker);
      else values.set(worker, before);
      throw error;
    }
    this.#series.set(key, { definition, labels, values });
  }
}

/** The values of one series, by worker. */
class WorkerValues {
  readonly #values = new Map<string, number>();

  /** Sets the latest value of a worker. */
  set(worker: string, value: number): void {
    // Reinsert, so that the last map entry belongs to the worker that reported last.
    this.#values.delete(worker);
    this.#values.set(worker, value);
  }

  get(worker: string): number | undefined {
    return this.#values.get(worker);
  }

  /** Removes a worker. Returns whether it had a value. */
  delete(worker: string): boolean {
    return this.#values.delete(worker);
  }

  /** Merges the values; `undefined` if no worker has one. */
  merge(rule: 'sum' | 'max' | 'min' | 'last'): number | undefined {
    const values = [...this.#values.values()];
    if (values.length === 0) return undefined;
    switch (rule) {
      case 'sum':
        return values.reduce((sum, value) => sum + value, 0);
      case 'max':
        return Math.max(...values);
      case 'min':
        return Math.min(...values);
      case 'last':
        return values.at(-1);
    }
  }
}
