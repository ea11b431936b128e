import type { Labels, MetricDefinition, MetricsBackendPort } from '@bot-metrics/core';
import type {
  Account,
  AttachOptions,
  BackendFeatures,
  CollectingBackend,
  ExportStatus,
  MetricStore,
} from '@bot-metrics/core/backend';
import { AggregatedStatsd } from './aggregated-statsd.ts';
import type { StatsdMetricsBackendOptions } from './options.ts';
import { SingleRecords } from './single-records.ts';

/**
 * Sends metrics to a StatsD, DogStatsD or Telegraf daemon over UDP, TCP or a Unix socket. By default it sends aggregated
 * changes at an interval. With `aggregate: false` it sends each record as a separate line, which costs many times as much.
 *
 * A record counts as delivered when the kernel accepts its packet, because the protocol has no answers. Packets that the
 * kernel did not accept are sent later. A packet whose connection broke is sent again (`Account.ambiguous`). With
 * `aggregate: false`, up to 1 MiB of lines wait, and further records are dropped.
 *
 * The constructor throws `invalid_configuration`, listing every problem.
 */
export class StatsdMetricsBackend implements MetricsBackendPort {
  readonly name: string;
  readonly features: BackendFeatures = { temporality: 'delta', delivery: 'sent', histograms: true };
  /** Absent with `aggregate: false`, so that a fan-out passes on each record. */
  readonly attach: CollectingBackend['attach'] | undefined;
  readonly #sender: AggregatedStatsd | SingleRecords;

  constructor(options: StatsdMetricsBackendOptions = {}) {
    const sender = options.aggregate === false ? new SingleRecords(options) : new AggregatedStatsd(options);
    this.name = sender.name;
    this.#sender = sender;
    this.attach =
      sender instanceof AggregatedStatsd
        ? (store: MetricStore, options?: AttachOptions) => sender.attach(store, options)
        : undefined;
  }

  /** The store that it reads: that of the fan-out, or a private one. `undefined` with `aggregate: false`. */
  get store(): MetricStore | undefined {
    return this.#sender instanceof AggregatedStatsd ? this.#sender.store : undefined;
  }

  /** The results of past exports; empty with `aggregate: false`. */
  get exportStatus(): ExportStatus {
    return this.#sender instanceof AggregatedStatsd ? this.#sender.exportStatus : {};
  }

  initializeMetric(definition: MetricDefinition): void {
    this.#sender.initializeMetric(definition);
  }

  /**
   * @returns with `aggregate: false` a promise that resolves when the kernel accepts the record, and rejects if it never
   * will, as for the other two record methods. Callers need not await it
   */
  recordCounter(name: string, value?: number, labels?: Labels): void | Promise<void> {
    return this.#sender.recordCounter(name, value, labels);
  }

  setGauge(name: string, value: number, labels?: Labels): void | Promise<void> {
    return this.#sender.setGauge(name, value, labels);
  }

  recordHistogram(name: string, value: number, labels?: Labels): void | Promise<void> {
    return this.#sender.recordHistogram(name, value, labels);
  }

  /** The lines that an export would send now; with `aggregate: false` those that wait. */
  getMetricsOutput(): string | Promise<string> {
    return this.#sender.getMetricsOutput();
  }

  getContentType(): string {
    return 'text/plain; charset=utf-8';
  }

  /** Counts the records so far by outcome. */
  account(): Account {
    return this.#sender.account();
  }

  /**
   * Starts the interval. With `aggregate: false` it has no effect. An unreachable daemon is not an error.
   * @throws BotMetricsError `closed` after shutdown
   */
  async start(): Promise<void> {
    await this.#sender.start();
  }

  /**
   * Exports now, after an export in flight.
   * @throws BotMetricsError `export_failed`, `deadline_exceeded`, or `closed` after shutdown
   */
  flush(deadlineSeconds?: number): Promise<void> {
    return this.#sender.flush(deadlineSeconds);
  }

  /**
   * Exports once more and releases all resources. Records that cannot be sent are dropped. A second call resolves when the
   * first has ended.
   * @throws BotMetricsError as `flush`, after all resources are released
   */
  shutdown(deadlineSeconds?: number): Promise<void> {
    return this.#sender.shutdown(deadlineSeconds);
  }
}
