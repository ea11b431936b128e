import type { Labels, MetricDefinition, MetricsBackendPort } from '@bot-metrics/core';
import type { Account, BackendFeatures, CollectingBackend, ExportStatus, MetricStore } from '@bot-metrics/core/backend';
import { resolveOptions } from '@bot-metrics/core/options';
import { StatsdMetricsBackend, type StatsdMetricsBackendOptions } from '@bot-metrics/statsd';
import { DatadogApi } from './datadog-api.ts';
import { check, type DatadogMetricsBackendOptions, options as declared } from './options.ts';
import { combineTags, findUnifiedTags } from './tags.ts';

/**
 * Sends changes to Datadog at an interval: to its HTTP API, or with `agent` to an Agent by DogStatsD.
 *
 * The API confirms every request, and unconfirmed points are sent again (`Account.ambiguous` counts records that may be stored twice). An
 * Agent confirms nothing: there, delivered means that the kernel accepted the packet.
 *
 * The constructor throws `invalid_configuration`, listing every problem. Source: https://docs.datadoghq.com/api/latest/metrics/
 */
export class DatadogMetricsBackend implements MetricsBackendPort {
  readonly name: string;
  readonly features: BackendFeatures;
  /** Starts to read a store. Returns a function that detaches it. */
  readonly attach: CollectingBackend['attach'] | undefined;
  readonly #sender: DatadogApi | StatsdMetricsBackend;

  constructor(options: DatadogMetricsBackendOptions) {
    const isDirect = options.agent === undefined || options.agent === false;
    this.#sender = isDirect ? new DatadogApi(options) : new StatsdMetricsBackend(createAgentOptions(options));
    this.name = this.#sender.name;
    this.features = this.#sender.features;
    this.attach = this.#sender.attach?.bind(this.#sender);
  }

  /** The store that it reads: that of the fan-out, or a private one. */
  get store(): MetricStore | undefined {
    return this.#sender.store;
  }

  /** The results of past exports. */
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

  /** The data that an export would send now: series and distributions as JSON, or the lines for an Agent. */
  getMetricsOutput(): string | Promise<string> {
    return this.#sender.getMetricsOutput();
  }

  getContentType(): string {
    return this.#sender.getContentType();
  }

  /** Counts the records so far by outcome. */
  account(): Account {
    return this.#sender.account();
  }

  /**
   * Starts the interval. An unreachable receiver is not an error.
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
   * Exports once more and releases all resources. Records that cannot be delivered are dropped. A second call resolves when the
   * first has ended.
   * @throws BotMetricsError as `flush`, after all resources are released
   */
  shutdown(deadlineSeconds?: number): Promise<void> {
    return this.#sender.shutdown(deadlineSeconds);
  }
}

/**
 * Creates the options of the backend that sends to an Agent.
 * @throws BotMetricsError `invalid_configuration` with every problem except those that @bot-metrics/statsd finds
 */
function createAgentOptions(options: DatadogMetricsBackendOptions): StatsdMetricsBackendOptions {
  const resolved = resolveOptions({ options: declared, check }, options);
  const { agent, name = 'datadog', interval, histograms, health, diagnostics, clock, scheduler, exemplars } = options;
  return {
    ...omitUndefined({ interval, histograms, health, diagnostics, clock, scheduler, exemplars }),
    ...(typeof agent === 'object' ? agent : {}),
    name,
    dialect: 'dogstatsd',
    tags: combineTags(resolved.tags ?? [], findUnifiedTags(resolved, resolved.resource)),
  };
}

/** Undefined values would replace a default. */
function omitUndefined<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
