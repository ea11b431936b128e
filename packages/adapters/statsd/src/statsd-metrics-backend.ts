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
 * Sends to a StatsD, DogStatsD or Telegraf daemon, over UDP, TCP or a Unix socket: what changed, aggregated, at an interval;
 * or with `aggregate: false` each record as a line of its own, which costs many times as much.
 *
 * A record counts as delivered when the kernel has taken the packet with it; the protocol has no answers. What it did not
 * take is sent later; a packet that broke off with its connection is sent again (`Account.ambiguous`). Single records wait
 * up to 1 MiB of lines, and what comes beyond that is dropped.
 *
 * Throws `invalid_configuration`, listing every problem, when it is made.
 */
export class StatsdMetricsBackend implements MetricsBackendPort {
  readonly name: string;
  readonly features: BackendFeatures = { temporality: 'delta', delivery: 'sent', histograms: true };
  /** Absent with `aggregate: false`: a fan-out sees by that that it has to call for each record. */
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

  /** The aggregate that it sends from: a fan-out's, or without one its own. `undefined` with `aggregate: false`. */
  get store(): MetricStore | undefined {
    return this.#sender instanceof AggregatedStatsd ? this.#sender.store : undefined;
  }

  /** How exports have gone so far; nothing is told of single records. */
  get exportStatus(): ExportStatus {
    return this.#sender instanceof AggregatedStatsd ? this.#sender.exportStatus : {};
  }

  initializeMetric(definition: MetricDefinition): void {
    this.#sender.initializeMetric(definition);
  }

  /**
   * @returns with `aggregate: false` what resolves when the kernel has the record, and rejects when it never will; so do the
   * other two. Nobody needs to wait for it
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

  /** The lines that an export would send now, or those that wait. */
  getMetricsOutput(): string | Promise<string> {
    return this.#sender.getMetricsOutput();
  }

  getContentType(): string {
    return 'text/plain; charset=utf-8';
  }

  /** What became of the records so far. */
  account(): Account {
    return this.#sender.account();
  }

  /**
   * Starts the interval, where there is one. A daemon that cannot be reached is no error.
   * @throws BotMetricsError `closed` after shutdown
   */
  async start(): Promise<void> {
    await this.#sender.start();
  }

  /**
   * Sends now, after what is on its way.
   * @throws BotMetricsError `export_failed`, `deadline_exceeded`, or `closed` after shutdown
   */
  flush(deadlineSeconds?: number): Promise<void> {
    return this.#sender.flush(deadlineSeconds);
  }

  /**
   * Sends once more and lets go of everything; what could not be sent is dropped. Called again, it resolves when the first
   * call has ended.
   * @throws BotMetricsError as `flush`, after everything was let go of
   */
  shutdown(deadlineSeconds?: number): Promise<void> {
    return this.#sender.shutdown(deadlineSeconds);
  }
}
