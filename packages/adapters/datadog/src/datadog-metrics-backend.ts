import type { Labels, MetricDefinition, MetricsBackendPort } from '@bot-metrics/core';
import type { Account, BackendFeatures, CollectingBackend, ExportStatus, MetricStore } from '@bot-metrics/core/backend';
import { StatsdMetricsBackend } from '@bot-metrics/statsd';
import { agentOptions } from './agent-options.ts';
import { DatadogApi } from './datadog-api.ts';
import type { DatadogMetricsBackendOptions } from './options.ts';

/**
 * Sends what changed to Datadog at an interval: to its HTTP API, without an agent, or with `agent` to one by DogStatsD.
 *
 * By the API every request is confirmed, and what was not is sent again (`Account.ambiguous` where that may be twice). An
 * agent confirms nothing: there delivered means that the kernel took it.
 *
 * Throws `invalid_configuration`, listing every problem, when it is made. Source: https://docs.datadoghq.com/api/latest/metrics/
 */
export class DatadogMetricsBackend implements MetricsBackendPort {
  readonly name: string;
  readonly features: BackendFeatures;
  /** Reads a store from now on. Returns the function that detaches it again. */
  readonly attach: CollectingBackend['attach'] | undefined;
  readonly #sender: DatadogApi | StatsdMetricsBackend;

  constructor(options: DatadogMetricsBackendOptions) {
    const isDirect = options.agent === undefined || options.agent === false;
    this.#sender = isDirect ? new DatadogApi(options) : new StatsdMetricsBackend(agentOptions(options));
    this.name = this.#sender.name;
    this.features = this.#sender.features;
    this.attach = this.#sender.attach?.bind(this.#sender);
  }

  /** The aggregate that it sends from: a fan-out's, or without one its own. */
  get store(): MetricStore | undefined {
    return this.#sender.store;
  }

  /** How exports have gone so far. */
  get exportStatus(): ExportStatus {
    return this.#sender.exportStatus;
  }

  initializeMetric(definition: MetricDefinition): void {
    this.#sender.initializeMetric(definition);
  }

  recordCounter(name: string, value?: number, labels?: Labels): void {
    this.#sender.recordCounter(name, value, labels);
  }

  setGauge(name: string, value: number, labels?: Labels): void {
    this.#sender.setGauge(name, value, labels);
  }

  recordHistogram(name: string, value: number, labels?: Labels): void {
    this.#sender.recordHistogram(name, value, labels);
  }

  /** What an export would send now: series and distributions as JSON, or for an agent its lines. */
  getMetricsOutput(): string | Promise<string> {
    return this.#sender.getMetricsOutput();
  }

  getContentType(): string {
    return this.#sender.getContentType();
  }

  /** What became of the records so far. */
  account(): Account {
    return this.#sender.account();
  }

  /**
   * Starts the interval. A receiver that cannot be reached is no error.
   * @throws BotMetricsError `closed` after shutdown
   */
  start(): Promise<void> {
    return this.#sender.start();
  }

  /**
   * Exports now, after an export in flight.
   * @throws BotMetricsError `export_failed`, `deadline_exceeded`, or `closed` after shutdown
   */
  flush(deadlineSeconds?: number): Promise<void> {
    return this.#sender.flush(deadlineSeconds);
  }

  /**
   * Exports once more and lets go of everything; what could not be delivered is dropped. Called again, it resolves when the
   * first call has ended.
   * @throws BotMetricsError as `flush`, after everything was let go of
   */
  shutdown(deadlineSeconds?: number): Promise<void> {
    return this.#sender.shutdown(deadlineSeconds);
  }
}
