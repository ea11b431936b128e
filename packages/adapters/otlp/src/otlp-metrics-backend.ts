import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { BackendFeatures, MetricFamily, SeriesRange, Snapshot } from '@bot-metrics/core/backend';
import { type Batch, DeliveringBackend, type Outcome } from '@bot-metrics/core/delivery';
import { yieldPeriodically } from '@bot-metrics/core/encoding';
import { resourceMetricsOf } from '@bot-metrics/otel';
import { GrpcTransport } from './delivery/grpc-transport.ts';
import { HttpTransport } from './delivery/http-transport.ts';
import { readOutcome } from './delivery/outcome.ts';
import type { Answer, Transport } from './delivery/transport.ts';
import { estimatePointWeight } from './encoding/metric-message.ts';
import { RequestEncoder } from './encoding/request-encoder.ts';
import { hideSecrets } from './endpoint.ts';
import { type OtlpMetricsBackendOptions, type OtlpSettings, resolveSettings } from './options.ts';
import { formatOtlpJson } from './otlp-json.ts';
import { RequestHeaders, UnreadableCredentials } from './request-headers.ts';

/** A request body, compressed unless the gRPC library compresses it. */
interface OtlpRequest {
  readonly body: Uint8Array;
  /** Before compression. */
  readonly bytes: number;
}

/** About 800 kB of protobuf, which is written in steps. JSON is written at once, and takes ten times as long. */
const maxWeights = { 'http/protobuf': 12_000, 'http/json': 1000, grpc: 12_000 } as const;
/** Many receivers accept a few megabytes. */
const MAX_BYTES = 1024 * 1024;
/** The limit of OpenTelemetry's exporters. */
const MAX_RETRIES = 5;
const UNAUTHORIZED = 401;

const compress = promisify(gzip);

/**
 * Sends metrics over OTLP, by HTTP or gRPC, at an interval to an OpenTelemetry Collector, Grafana Alloy, Mimir, VictoriaMetrics or
 * any other OTLP receiver.
 *
 * Cumulative totals are exact and idempotent: the next export contains the records of a failed one. Deltas are sent at least
 * once; `Account.ambiguous` counts records that may be stored twice.
 *
 * The constructor throws `invalid_configuration`, listing every problem. Spec: https://opentelemetry.io/docs/specs/otlp/
 */
export class OtlpMetricsBackend extends DeliveringBackend<OtlpRequest> {
  readonly features: BackendFeatures;
  readonly #settings: OtlpSettings;
  readonly #encoder: RequestEncoder;
  readonly #headers: RequestHeaders;
  #transport: Promise<Transport> | undefined;

  constructor(options: OtlpMetricsBackendOptions = {}) {
    const settings = resolveSettings(options);
    super('otlp', options, { ...settings, maxRetries: MAX_RETRIES });
    const temporality = settings.temporality === 'cumulative' ? 'cumulative' : 'delta';
    this.#settings = settings;
    this.features = { temporality, delivery: 'acknowledged', histograms: true };
    this.#encoder = new RequestEncoder(settings.resource);
    this.#headers = new RequestHeaders(settings.headers);
  }

  getContentType(): string {
    return 'application/json';
  }

  protected override get destination(): string {
    return hideSecrets(this.#settings.url);
  }

  protected override get observed(): 'cumulative' | 'delta' {
    return this.#settings.temporality === 'lowmemory' ? 'cumulative' : 'delta';
  }

  protected override get histograms(): 'explicit' | 'exponential' {
    return this.#settings.histograms;
  }

  protected override get maxBatchWeight(): number {
    return maxWeights[this.#settings.protocol];
  }

  protected override weightOf(family: MetricFamily): number {
    return estimatePointWeight(family);
  }

  protected override async encode(snapshot: Snapshot, { ranges }: Batch): Promise<OtlpRequest> {
    const { protocol, compression } = this.#settings;
    const bytes =
      protocol === 'http/json'
        ? Buffer.from(this.#formatJson(snapshot, ranges))
        : await yieldPeriodically(this.#encoder.encode(snapshot, ranges));
    // The gRPC library compresses by itself.
    const body = compression === 'gzip' && protocol !== 'grpc' ? await compress(bytes) : bytes;
    return { body, bytes: bytes.length };
  }

  protected override fits({ bytes }: OtlpRequest): boolean {
    return bytes <= MAX_BYTES;
  }

  protected override async send({ body }: OtlpRequest, signal: AbortSignal): Promise<Outcome<OtlpRequest>> {
    const transport = await this.load();
    let answer = await this.#post(transport, body, signal);
    // The token may have been rotated.
    if (answer.status === UNAUTHORIZED && (await this.#headers.reread())) {
      answer = await this.#post(transport, body, signal);
    }
    const { protocol, options, urlSecrets } = this.#settings;
    const secrets = [...this.#headers.secrets, ...urlSecrets];
    return readOutcome(answer, { protocol, wallSeconds: this.clock.wallSeconds(), options, secrets });
  }

  /** As OTLP JSON, whatever the protocol. */
  protected override show(snapshot: Snapshot): string {
    return JSON.stringify(JSON.parse(this.#formatJson(snapshot)), undefined, 2);
  }

  protected override load(): Promise<Transport> {
    const { protocol } = this.#settings;
    this.#transport ??= (
      protocol === 'grpc' ? GrpcTransport.load(this.#settings) : HttpTransport.load(this.#settings, protocol)
    ).catch((error: unknown) => {
      // The next export tries again: the certificates may be readable then.
      this.#transport = undefined;
      throw error;
    });
    return this.#transport;
  }

  protected override disconnect(): void {
    this.#transport?.then((transport) => transport.close()).catch(() => {});
  }

  async #post(transport: Transport, body: Uint8Array, signal: AbortSignal): Promise<Answer> {
    let headers: Readonly<Record<string, string>>;
    try {
      headers = await this.#headers.values();
    } catch (error) {
      return { error: new UnreadableCredentials(error), body: new Uint8Array(), sent: false };
    }
    return transport.post(body, headers, signal);
  }

  #formatJson(snapshot: Snapshot, ranges?: readonly SeriesRange[]): string {
    const options = { resource: { attributes: this.#settings.resource } };
    return formatOtlpJson(resourceMetricsOf(snapshot, ranges === undefined ? options : { ...options, ranges }));
  }
}
