import { labelNames } from '../labels/label-schema.ts';
import type { Account } from '../snapshot/account.ts';
import type { InternalRecords, MetricStore } from '../store/metric-store.ts';
import type { GaugeMetric } from '../store/metrics/gauge-metric.ts';
import type { HistogramMetric } from '../store/metrics/histogram-metric.ts';
import type { SumMetric } from '../store/metrics/sum-metric.ts';

/** Seconds: from a request on the loopback to one that times out. */
const exportBuckets = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The metrics of the SDK itself: accounts, exports and series. They reach every collecting backend. */
export class InternalMetrics implements InternalRecords {
  readonly #store: MetricStore;
  readonly #accounts: () => Readonly<Record<string, Account>>;
  readonly #records: SumMetric;
  readonly #overflow: SumMetric;
  readonly #rejected: SumMetric;
  readonly #series: GaugeMetric;
  readonly #lastSuccess: GaugeMetric;
  readonly #exports: HistogramMetric;

  constructor(store: MetricStore, accounts: () => Readonly<Record<string, Account>>) {
    this.#store = store;
    this.#accounts = accounts;
    this.#records = store.defineInternal({
      name: 'bot_metrics.records',
      type: 'counter',
      unit: '{record}',
      description: 'Records of the application, by outcome.',
      labels: ['backend', 'outcome', 'reason'],
    });
    this.#overflow = store.defineInternal({
      name: 'bot_metrics.overflow',
      type: 'counter',
      unit: '{record}',
      description: 'Records over the limit of their metric or label, which were folded or, of a gauge, dropped.',
      labels: ['metric'],
      limit: Number.MAX_SAFE_INTEGER,
    });
    this.#rejected = store.defineInternal({
      name: 'bot_metrics.rejected_points',
      type: 'counter',
      unit: '{point}',
      description: 'Points that a receiver rejected in an export that it accepted.',
      labels: ['backend'],
    });
    this.#series = store.defineInternal({
      name: 'bot_metrics.series',
      type: 'gauge',
      unit: '{series}',
      description: 'Series of the application.',
    });
    this.#lastSuccess = store.defineInternal({
      name: 'bot_metrics.export.last_success',
      type: 'gauge',
      unit: 's',
      description: 'When an export last succeeded, as Unix time.',
      labels: ['backend'],
    });
    this.#exports = store.defineInternal({
      name: 'bot_metrics.export.duration',
      type: 'histogram',
      unit: 's',
      description: 'Duration of exports.',
      labels: ['backend', 'outcome'],
      buckets: exportBuckets,
    });
    // From 0 on, because an alert sees no increase in a series that begins with its first value.
    store.onDefine(({ name, labels = [] }, internal) => {
      if (!internal && labelNames(labels).length > 0) this.#overflow.resolve({ metric: name });
    });
  }

  refresh(): void {
    for (const [backend, { delivered, dropped }] of Object.entries(this.#accounts())) {
      this.#setTotal(this.#records, { backend, outcome: 'delivered', reason: '' }, delivered);
      for (const [reason, records] of Object.entries(dropped)) {
        this.#setTotal(this.#records, { backend, outcome: 'dropped', reason }, records);
      }
    }
    let series = 0;
    for (const metric of this.#store.metrics) {
      if (metric.internal) continue;
      series += metric.index.size;
      if (metric.folded > 0) this.#setTotal(this.#overflow, { metric: metric.definition.name }, metric.folded);
    }
    this.#series.set(this.#series.resolve({}), series);
  }

  exported(backend: string, outcome: 'success' | 'failure', seconds: number): void {
    this.#exports.record(this.#exports.resolve({ backend, outcome }), seconds);
    if (outcome === 'success') this.#lastSuccess.set(this.#lastSuccess.resolve({ backend }), this.#store.now());
  }

  rejected(backend: string, points: number): void {
    this.#rejected.add(this.#rejected.resolve({ backend }), points);
  }

  /** Sets a total that is counted elsewhere; an unchanged total is no record. */
  #setTotal(metric: SumMetric, labels: Readonly<Record<string, string>>, total: number): void {
    const slot = metric.resolve(labels);
    if (slot >= 0 && metric.values[slot] !== total) metric.set(slot, total);
  }
}
