import type { Account } from '../snapshot/account.ts';
import type { MetricStore, OwnRecords } from '../store/metric-store.ts';
import type { GaugeMetric } from '../store/metrics/gauge-metric.ts';
import type { HistogramMetric } from '../store/metrics/histogram-metric.ts';
import type { SumMetric } from '../store/metrics/sum-metric.ts';

/** Seconds that an export takes: a request on the loopback up to one that times out. */
const exportBuckets = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What the SDK says of itself: the accounts, the exports and the series, as metrics that go wherever the others go. */
export class OwnMetrics implements OwnRecords {
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
    this.#records = store.defineOwn({
      name: 'bot_metrics.records',
      type: 'counter',
      unit: '{record}',
      description: 'What became of the records of the application.',
      labels: ['backend', 'outcome', 'reason'],
    });
    this.#overflow = store.defineOwn({
      name: 'bot_metrics.overflow',
      type: 'counter',
      unit: '{record}',
      description: 'Records beyond the budget of their metric or label, folded together.',
      labels: ['metric'],
    });
    this.#rejected = store.defineOwn({
      name: 'bot_metrics.rejected_points',
      type: 'counter',
      unit: '{point}',
      description: 'Points that a receiver left out of an export that it took.',
      labels: ['backend'],
    });
    this.#series = store.defineOwn({
      name: 'bot_metrics.series',
      type: 'gauge',
      unit: '{series}',
      description: 'Series of the application.',
    });
    this.#lastSuccess = store.defineOwn({
      name: 'bot_metrics.export.last_success',
      type: 'gauge',
      unit: 's',
      description: 'When an export last succeeded, as Unix time.',
      labels: ['backend'],
    });
    this.#exports = store.defineOwn({
      name: 'bot_metrics.export.duration',
      type: 'histogram',
      unit: 's',
      description: 'Duration of exports.',
      labels: ['backend', 'outcome'],
      buckets: exportBuckets,
    });
  }

  /** Brings up to date what is counted elsewhere. */
  refresh(): void {
    for (const [backend, { delivered, dropped }] of Object.entries(this.#accounts())) {
      this.#count(this.#records, { backend, outcome: 'delivered', reason: '' }, delivered);
      for (const [reason, records] of Object.entries(dropped)) {
        this.#count(this.#records, { backend, outcome: 'dropped', reason }, records);
      }
    }
    let series = 0;
    for (const metric of this.#store.metrics) {
      if (metric.own) continue;
      series += metric.index.size;
      if (metric.folded > 0) this.#count(this.#overflow, { metric: metric.definition.name }, metric.folded);
    }
    this.#series.set(this.#series.resolve({}), series);
  }

  /** An export has ended. */
  exported(backend: string, outcome: 'success' | 'failure', seconds: number): void {
    this.#exports.record(this.#exports.resolve({ backend, outcome }), seconds);
    if (outcome === 'success') this.#lastSuccess.set(this.#lastSuccess.resolve({ backend }), this.#store.now());
  }

  /** A receiver took an export, but for some of its points. */
  rejected(backend: string, points: number): void {
    this.#rejected.add(this.#rejected.resolve({ backend }), points);
  }

  /** The same total again is nothing new. */
  #count(metric: SumMetric, labels: Readonly<Record<string, string>>, total: number): void {
    const slot = metric.resolve(labels);
    if (slot >= 0 && metric.values[slot] !== total) metric.set(slot, total);
  }
}
