import { type BackendFeatures, BotMetricsError, PushBackend, type Snapshot } from '@bot-metrics/core';
import { type ResourceMetrics, resourceMetricsOf } from '@bot-metrics/otel';
import { shownUrl } from './endpoint.ts';
import { Exporter } from './exporter.ts';
import { type OtlpMetricsBackendOptions, type OtlpSettings, settingsOf } from './options.ts';
import { otlpJson } from './otlp-json.ts';

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
export class OtlpMetricsBackend extends PushBackend {
  readonly features: BackendFeatures;
  readonly #settings: OtlpSettings;
  readonly #exporter: Exporter;
  #held: Batch | undefined;

  constructor(options: OtlpMetricsBackendOptions = {}) {
    const settings = settingsOf(options);
    super('otlp', options, { ...settings, deadlineSeconds: settings.timeoutSeconds });
    this.#settings = settings;
    this.features = { temporality: settings.temporality, delivery: 'acknowledged', histograms: true };
    this.#exporter = new Exporter(settings);
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

  protected override load(): Promise<unknown> {
    return this.#exporter.load();
  }

  protected override close(): void {
    this.#exporter.close();
    this.#held?.snapshot.release();
    this.#held = undefined;
  }

  protected override async exportOnce(): Promise<void> {
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
      this.outage.worked();
      return;
    }
    if (!this.#isDelta || outcome.next === 'merge') batch.snapshot.release();
    else if (outcome.next === 'drop') batch.snapshot.refuse('refused');
    else if (this.ended) batch.snapshot.release();
    else this.#held = { ...batch, repeated: true };
    const dropped = this.#isDelta && outcome.next === 'drop';
    const consequence = dropped ? 'The batch is dropped' : 'Records stay pending and are sent again';
    const message = `no export to ${this.destination}: ${outcome.reason}; ${outcome.remedy}. ${consequence}`;
    this.outage.failed(message);
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
}
