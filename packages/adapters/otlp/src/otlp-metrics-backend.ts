import { type BackendFeatures, BotMetricsError, type Snapshot, StoreBackend } from '@bot-metrics/core';
import { type ResourceMetrics, resourceMetricsOf } from '@bot-metrics/otel';
import { shownUrl } from './endpoint.ts';
import { ExportLoop } from './export-loop.ts';
import { Exporter } from './exporter.ts';
import { type OtlpMetricsBackendOptions, type OtlpSettings, settingsOf } from './options.ts';
import { otlpJson } from './otlp-json.ts';
import { Outage } from './outage.ts';

/** A delta that may have been stored already: sent again as it is until an answer comes. */
interface Batch {
  readonly snapshot: Snapshot;
  readonly metrics: ResourceMetrics;
  readonly repeated: boolean;
}

/**
 * Sends metrics over OTLP/HTTP at an interval: to an OpenTelemetry Collector, Grafana Alloy, Mimir, VictoriaMetrics and
 * whatever else takes it.
 *
 * Cumulative totals are exact and idempotent: what an export did not deliver is in the next one. Deltas are sent at least
 * once; `Account.ambiguous` counts those that may be stored twice.
 *
 * Throws `invalid_configuration`, listing every problem, when it is made. Spec: https://opentelemetry.io/docs/specs/otlp/
 */
export class OtlpMetricsBackend extends StoreBackend {
  readonly features: BackendFeatures;
  readonly #settings: OtlpSettings;
  readonly #exporter: Exporter;
  readonly #loop: ExportLoop;
  readonly #outage: Outage;
  #held: Batch | undefined;
  #closed = false;

  constructor(options: OtlpMetricsBackendOptions = {}) {
    super('otlp', options);
    this.#settings = settingsOf(options);
    const { temporality, intervalSeconds, scheduler } = this.#settings;
    const subject = `backend "${this.name}"`;
    this.features = { temporality, delivery: 'acknowledged', histograms: true };
    this.#exporter = new Exporter(this.#settings);
    this.#outage = new Outage(subject, () => this.diagnostics);
    this.#loop = new ExportLoop({ subject, intervalSeconds, scheduler, exportOnce: () => this.#exportOnce() });
  }

  /**
   * Starts the interval. An unreachable receiver is no error.
   * @throws BotMetricsError `missing_package`, or `closed` after shutdown
   */
  async start(): Promise<void> {
    this.#checkOpen();
    await this.#exporter.load();
    this.#loop.start();
  }

  /**
   * Exports now, after an export in flight.
   * @param deadlineSeconds default: the option `timeout`
   * @throws BotMetricsError `export_failed`, `deadline_exceeded`, or `closed` after shutdown
   */
  async flush(deadlineSeconds: number = this.#settings.timeoutSeconds): Promise<void> {
    this.#checkOpen();
    await this.#loop.flush(deadlineSeconds);
  }

  /**
   * Stops the interval, exports once more and lets go of everything. What could not be delivered then counts as
   * dropped{shutdown}. Twice is once.
   * @param deadlineSeconds default: the option `timeout`
   * @throws BotMetricsError as `flush`, after everything was let go of
   */
  async shutdown(deadlineSeconds: number = this.#settings.timeoutSeconds): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#loop.stop();
    try {
      await this.#loop.flush(deadlineSeconds);
    } finally {
      this.#exporter.close();
      this.#held?.snapshot.release();
      this.#held = undefined;
      this.reader.abandon('shutdown');
    }
  }

  /** What an export would send now, as OTLP JSON, whatever the protocol. */
  async getMetricsOutput(): Promise<string> {
    const snapshot = await this.reader.collect();
    const metrics = this.#metricsOf(snapshot);
    snapshot.release();
    return otlpJson(metrics);
  }

  getContentType(): string {
    return 'application/json';
  }

  protected override get destination(): string {
    return shownUrl(this.#settings.url);
  }

  async #exportOnce(): Promise<void> {
    const batch = this.#held ?? (await this.#nextBatch());
    this.#held = undefined;
    if (batch.metrics.scopeMetrics.length === 0) {
      batch.snapshot.acknowledge();
      return;
    }
    const outcome = await this.#exporter.export(batch.metrics).catch((error: unknown) => {
      batch.snapshot.release();
      throw error;
    });
    if (outcome.delivered) {
      batch.snapshot.acknowledge({ ambiguous: this.#isDelta && (batch.repeated || outcome.ambiguous) });
      this.#outage.worked();
      return;
    }
    if (!this.#isDelta || outcome.then === 'merge') batch.snapshot.release();
    else if (outcome.then === 'drop') batch.snapshot.refuse('refused');
    else if (this.#closed) batch.snapshot.release();
    else this.#held = { ...batch, repeated: true };
    const dropped = this.#isDelta && outcome.then === 'drop';
    const consequence = dropped ? 'The batch is dropped' : 'Records stay pending and are sent again';
    const message = `no export to ${this.destination}: ${outcome.reason}; ${outcome.remedy}. ${consequence}`;
    this.#outage.failed(message);
    throw new BotMetricsError('export_failed', `backend "${this.name}": ${message}`);
  }

  async #nextBatch(): Promise<Batch> {
    const snapshot = await this.reader.collect();
    return { snapshot, metrics: this.#metricsOf(snapshot), repeated: false };
  }

  #metricsOf(snapshot: Snapshot): ResourceMetrics {
    const { temporality, resource } = this.#settings;
    return resourceMetricsOf(snapshot, { temporality, resource: { attributes: resource } });
  }

  get #isDelta(): boolean {
    return this.#settings.temporality === 'delta';
  }

  #checkOpen(): void {
    if (this.#closed) throw new BotMetricsError('closed', `backend "${this.name}" was shut down`);
  }
}
