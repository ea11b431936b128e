import type { HistogramFamily, Metric, MetricStore } from '@bot-metrics/core';
import type { MetricReport, SeriesReport } from './worker-message.ts';
import { type WorkerGaugeRule, WorkerValues } from './worker-values.ts';

type HistogramMetric = HistogramFamily['metric'];

interface WorkerSeries {
  readonly metric: Exclude<Metric, HistogramMetric>;
  readonly labels: Readonly<Record<string, string>>;
  readonly values: WorkerValues;
}

/** Adds workers' reports to the metrics of a store. */
export class MergedReports {
  readonly #store: MetricStore;
  readonly #chooseRule: (metric: string) => WorkerGaugeRule;
  /** Series of gauges and up-down counters, by metric and labels. */
  readonly #series = new Map<string, WorkerSeries>();

  constructor(store: MetricStore, ruleOf: (metric: string) => WorkerGaugeRule) {
    this.#store = store;
    this.#chooseRule = ruleOf;
  }

  /** @throws BotMetricsError if the primary defines the metric differently */
  add(worker: string, report: MetricReport): void {
    const metric = this.#findOrDefine(report);
    for (const series of report.series) {
      if (metric.kind === 'histogram') addDistribution(metric, series);
      else if (report.type === 'counter') addTotal(metric, series);
      else this.#setValue(worker, metric, series);
    }
  }

  /** Removes a worker's share of gauges and up-down counters. Its totals remain. */
  forget(worker: string): void {
    for (const [key, { metric, labels, values }] of this.#series) {
      const before = values.get(worker);
      if (before === undefined) continue;
      values.delete(worker);
      if (metric.kind === 'sum') {
        const slot = metric.resolve(labels);
        if (slot >= 0) metric.set(slot, metric.values[slot]! - before);
        continue;
      }
      const rule = this.#chooseRule(metric.definition.name);
      const left = values.merged(typeof rule === 'string' ? rule : 'last');
      const slot = metric.resolve(labels);
      if (left !== undefined && slot >= 0) metric.set(slot, left);
      if (left !== undefined) continue;
      metric.remove(labels);
      this.#series.delete(key);
    }
  }

  #findOrDefine(report: MetricReport): Metric {
    const { name, type, description, unit, limit, buckets } = report;
    const known = this.#store.metric(name);
    if (known !== undefined && known.definition.type === type && hasLayout(known, buckets)) return known;
    const rule = this.#chooseRule(name);
    const workerLabel = type === 'gauge' && typeof rule === 'object' ? [rule.label] : [];
    return this.#store.define({
      name,
      type,
      ...(description === '' ? {} : { description }),
      ...(unit === '' ? {} : { unit }),
      ...(limit === undefined ? {} : { limit }),
      ...(buckets === undefined ? {} : { buckets }),
      labels: [...report.labels, ...workerLabel],
    });
  }

  #setValue(worker: string, metric: Exclude<Metric, HistogramMetric>, { labels: pairs, value }: SeriesReport): void {
    const rule = metric.kind === 'gauge' ? this.#chooseRule(metric.definition.name) : 'sum';
    const workerLabel = typeof rule === 'object' ? { [rule.label]: worker } : {};
    const labels = { ...Object.fromEntries(pairs), ...workerLabel };
    const key = JSON.stringify([metric.definition.name, labels]);
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { metric, labels, values: new WorkerValues() };
      this.#series.set(key, series);
    }
    const before = series.values.get(worker) ?? 0;
    series.values.set(worker, value);
    const slot = metric.resolve(labels);
    if (slot < 0) return;
    // The primary may use the same up-down counter, so add only the worker's change.
    if (metric.kind === 'sum') metric.set(slot, metric.values[slot]! + value - before);
    else metric.set(slot, series.values.merged(typeof rule === 'object' ? 'last' : rule) ?? value);
  }
}

function addTotal(metric: Exclude<Metric, HistogramMetric>, { labels, count, value }: SeriesReport): void {
  const slot = metric.resolve(Object.fromEntries(labels));
  if (slot < 0) return;
  metric.values[slot]! += value;
  metric.counts[slot]! += count;
}

function addDistribution(metric: HistogramMetric, series: SeriesReport): void {
  const slot = metric.resolve(Object.fromEntries(series.labels));
  if (slot < 0) return;
  const { count, value, buckets, exponential, min = Infinity, max = -Infinity } = series;
  metric.counts[slot]! += count;
  metric.sums[slot]! += value;
  metric.minima[slot] = Math.min(metric.minima[slot]!, min);
  metric.maxima[slot] = Math.max(metric.maxima[slot]!, max);
  for (let i = 0; i < metric.stride; i++) {
    metric.buckets[slot * metric.stride + i]! += exponential === undefined ? (buckets?.[i] ?? 0) : count;
  }
  if (exponential !== undefined) metric.exponential?.mergeBuckets(slot, exponential);
}

/** Whether the reported buckets match those of the metric. */
function hasLayout(metric: Metric, buckets: MetricReport['buckets']): boolean {
  return metric.kind !== 'histogram' || (buckets !== undefined && metric.hasLayout(buckets));
}
