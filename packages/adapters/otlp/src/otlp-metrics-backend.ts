import {
  type BackendFeatures,
  BotMetricsError,
  Outage,
  PushBackend,
  type SeriesRange,
  type Snapshot,
} from '@bot-metrics/core';
import { Delivery, type ExportFailure, type PartialSuccess } from '@bot-metrics/core/delivery';
import { resourceMetricsOf } from '@bot-metrics/otel';
import { Exporter } from './delivery/exporter.ts';
import { toldOf } from './delivery/partial-success.ts';
import { inPieces } from './encoding/in-pieces.ts';
import { pointWeight } from './encoding/point-weight.ts';
import { RequestEncoder } from './encoding/request-encoder.ts';
import { publicUrl } from './endpoint.ts';
import { type OtlpMetricsBackendOptions, type OtlpSettings, resolveSettings } from './options.ts';
import { otlpJson } from './otlp-json.ts';

/** Of a batch: some 800 kB of protobuf, which is written in pieces; JSON is not, and takes ten times as long. */
const mostWeights = { 'http/protobuf': 12_000, 'http/json': 1000, grpc: 12_000 } as const;
/** Larger requests are cut up before they are sent: many receivers take a few megabytes. */
const MOST_BYTES = 1024 * 1024;

/**
 * Sends metrics over OTLP, by HTTP or gRPC, at an interval: to an OpenTelemetry Collector, Grafana Alloy, Mimir, VictoriaMetrics and
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
  readonly #encoder: RequestEncoder;
  readonly #exporter: Exporter;
  readonly #delivery: Delivery<Uint8Array>;
  readonly #partialTrouble: Outage;
  /** Of the export in flight. */
  #isPartial = false;

  constructor(options: OtlpMetricsBackendOptions = {}) {
    const settings = resolveSettings(options);
    super('otlp', options, { ...settings, deadlineSeconds: settings.timeoutSeconds });
    const { protocol } = settings;
    const temporality = settings.temporality === 'cumulative' ? 'cumulative' : 'delta';
    this.#settings = settings;
    this.features = { temporality, delivery: 'acknowledged', histograms: true };
    this.#encoder = new RequestEncoder(settings.resource);
    this.#exporter = new Exporter(settings, () => this.clock);
    this.#partialTrouble = new Outage(`backend "${this.name}"`, () => this.diagnostics, {
      began: 'points_rejected',
      ended: 'points_accepted',
      message: 'every point is taken again',
    });
    this.#delivery = new Delivery({
      temporality,
      mostWeight: mostWeights[protocol],
      weightOf: pointWeight,
      encode: async (snapshot, ranges) =>
        protocol === 'http/json'
          ? Buffer.from(this.#json(snapshot, ranges))
          : inPieces(this.#encoder.encode(snapshot, ranges)),
      fits: (body) => body.length <= MOST_BYTES,
      send: (body) => this.#exporter.send(body),
      tookPart: (partial) => this.#tookPart(partial),
    });
  }

  /** What an export would send now, as OTLP JSON, whatever the protocol. */
  async getMetricsOutput(): Promise<string> {
    const snapshot = await this.reader.collect();
    const json = this.#json(snapshot);
    snapshot.release();
    return JSON.stringify(JSON.parse(json), undefined, 2);
  }

  getContentType(): string {
    return 'application/json';
  }

  protected override get recycles(): boolean {
    return true;
  }

  protected override get destination(): string {
    return publicUrl(this.#settings.url);
  }

  protected override get observed(): 'cumulative' | 'delta' {
    return this.#settings.temporality === 'lowmemory' ? 'cumulative' : 'delta';
  }

  protected override get histograms(): 'explicit' | 'exponential' {
    return this.#settings.histograms;
  }

  protected override load(): Promise<unknown> {
    return this.#exporter.load();
  }

  protected override close(): void {
    this.#exporter.close();
    this.#delivery.close();
  }

  protected override async exportOnce(): Promise<void> {
    const pause = this.#exporter.pauseSeconds;
    if (pause > 0) throw this.#failed(pauseOf(pause));
    this.#isPartial = false;
    const failure = (await this.#delivery.repeatHeld()) ?? (await this.#delivery.deliver(await this.reader.collect()));
    if (this.ended) this.#delivery.close();
    if (failure !== undefined) throw this.#failed(failure);
    this.outage.worked();
    if (!this.#isPartial) this.#partialTrouble.worked();
  }

  #failed({ reason, remedy, next }: ExportFailure): BotMetricsError {
    const isDropped = this.features.temporality === 'delta' && next === 'drop';
    const consequence = isDropped ? 'The batch is dropped' : 'Records stay pending and are sent again';
    const message = `no export to ${this.destination}: ${reason}; ${remedy}. ${consequence}`;
    this.outage.failed(message);
    return new BotMetricsError('export_failed', `backend "${this.name}": ${message}`);
  }

  #tookPart(partial: PartialSuccess): void {
    this.#isPartial = true;
    this.store.own?.rejected(this.name, partial.rejectedPoints);
    this.#partialTrouble.failed(toldOf(partial));
  }

  #json(snapshot: Snapshot, ranges?: readonly SeriesRange[]): string {
    const options = { resource: { attributes: this.#settings.resource } };
    return otlpJson(resourceMetricsOf(snapshot, ranges === undefined ? options : { ...options, ranges }));
  }
}

function pauseOf(seconds: number): ExportFailure {
  const reason = `the receiver asked not to be sent anything for ${Math.ceil(seconds)} s more`;
  return { delivered: false, reason, remedy: 'nothing is to be done here if the receiver recovers', next: 'merge' };
}
