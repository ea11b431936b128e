import { BotMetricsError, type MetricDefinition } from '@bot-metrics/core';
import type { MetricStore, SeriesIncrement } from '@bot-metrics/core/backend';
import type { MetricReport } from './worker-report.ts';
import { WorkerValues } from './worker-values.ts';

const rules = ['sum', 'max', 'min', 'last'] as const;

/** How gauges of several workers become one: by a rule, or as separate series with a label naming the worker. */
export type WorkerGaugeRule = (typeof rules)[number] | { readonly label: string };

/** A worker whose reports are merged. Its identity keeps its values apart from those of others. */
export interface ReportingWorker {
  /** The value of the label that names the worker. */
  readonly name: string;
}

interface WorkerSeries {
  readonly definition: MetricDefinition;
  readonly labels: SeriesIncrement['labels'];
  readonly values: WorkerValues<ReportingWorker>;
}

/** Adds workers' reports to the metrics of a store, series by series. */
export class MergedReports {
  readonly #store: MetricStore;
  readonly #gaugeRules: Readonly<Record<string, WorkerGaugeRule>>;
  /** Series of gauges and up-down counters, by metric and labels. */
  readonly #series = new Map<string, WorkerSeries>();

  /** @throws BotMetricsError `invalid_configuration` for an unknown rule */
  constructor(store: MetricStore, gaugeRules: Readonly<Record<string, WorkerGaugeRule>>) {
    for (const [metric, rule] of Object.entries(gaugeRules)) checkRule(metric, rule);
    this.#store = store;
    this.#gaugeRules = gaugeRules;
  }

  /**
   * Adds a checked report, all of it or nothing.
   * @throws Error for a metric that is defined differently in the primary, or for values that are out of range
   */
  add(worker: ReportingWorker, report: MetricReport): void {
    if (report.type === 'counter' || report.type === 'histogram') {
      this.#store.merge(createDefinition(report), report.series);
      return;
    }
    const rule = report.type === 'gauge' ? this.#chooseRule(report.name) : 'sum';
    const definition = createDefinition(report, typeof rule === 'object' ? [rule.label] : []);
    const changed = new Map<string, WorkerSeries>();
    const keys = new Map<SeriesIncrement, string>();
    for (const { labels: reported, count, value } of report.series) {
      const labels = typeof rule === 'object' ? [...reported, [rule.label, worker.name] as const] : reported;
      const key = seriesKey(report.name, labels);
      const before = (changed.get(key) ?? this.#series.get(key))?.values ?? new WorkerValues();
      const values = before.with(worker, value);
      changed.set(key, { definition, labels, values });
      // The primary may count in the same up-down counter, so only the worker's change is added.
      const merged =
        report.type === 'gauge'
          ? values.merge(typeof rule === 'object' ? 'last' : rule)
          : value - (before.get(worker) ?? 0);
      if (merged === undefined) throw new Error('the sum of the values of all workers is out of range');
      keys.set({ labels, count, value: merged }, key);
    }
    for (const dropped of this.#store.merge(definition, [...keys.keys()])) changed.delete(keys.get(dropped)!);
    for (const [key, series] of changed) this.#series.set(key, series);
  }

  /** Removes a worker's part of each gauge and up-down counter. Its totals stay. */
  forget(worker: ReportingWorker): void {
    for (const [key, { definition, labels, values: all }] of this.#series) {
      const before = all.get(worker);
      if (before === undefined) continue;
      const values = all.with(worker, undefined);
      if (values.isEmpty) this.#series.delete(key);
      else this.#series.set(key, { definition, labels, values });
      const rule = this.#chooseRule(definition.name);
      const value =
        definition.type === 'upDownCounter' ? -before : values.merge(typeof rule === 'string' ? rule : 'last');
      if (value === undefined) this.#store.removeSeries(definition.name, Object.fromEntries(labels));
      else this.#store.merge(definition, [{ labels, count: 1, value }]);
    }
  }

  #chooseRule(metric: string): WorkerGaugeRule {
    return (Object.hasOwn(this.#gaugeRules, metric) ? this.#gaugeRules[metric] : undefined) ?? 'sum';
  }
}

/** The same for every order of the labels. An empty label is absent. */
function seriesKey(metric: string, labels: SeriesIncrement['labels']): string {
  // By text: the first value of a label, and so its type, may differ from worker to worker.
  const present = labels.filter(([, value]) => value !== '').map(([name, value]) => [name, String(value)] as const);
  return JSON.stringify([metric, present.sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function createDefinition(report: MetricReport, furtherLabels: readonly string[] = []): MetricDefinition {
  const { name, type, description, unit, limit, buckets, labels } = report;
  const taken = furtherLabels.find((label) => labels.includes(label));
  if (taken !== undefined) throw new Error(`it has the label "${taken}" itself; choose another one in "gauges"`);
  return {
    name,
    type,
    ...(description === '' ? {} : { description }),
    ...(unit === '' ? {} : { unit }),
    ...(limit === undefined ? {} : { limit }),
    ...(buckets === undefined ? {} : { buckets }),
    labels: [...labels, ...furtherLabels],
  };
}

function checkRule(metric: string, rule: unknown): void {
  if (rules.some((known) => known === rule)) return;
  if (
    typeof rule === 'object' &&
    rule !== null &&
    'label' in rule &&
    typeof rule.label === 'string' &&
    rule.label !== ''
  )
    return;
  const received = typeof rule === 'string' ? JSON.stringify(rule) : `a value of type ${typeof rule}`;
  const expected = '"sum", "max", "min", "last" or { label: "worker" }';
  throw new BotMetricsError('invalid_configuration', `gauges.${metric}: expected ${expected}, received ${received}`);
}
