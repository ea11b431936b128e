import { promisify } from 'node:util';
import { deflate, gzip } from 'node:zlib';
import type { MetricDefinition } from '@bot-metrics/core';
import type { BackendFeatures, MetricFamily, Snapshot } from '@bot-metrics/core/backend';
import {
  type Batch,
  DeliveringBackend,
  type ExportFailure,
  type Outcome,
  wholeRanges,
} from '@bot-metrics/core/delivery';
import { hasPoint } from '@bot-metrics/core/encoding';
import { ChecksAndEvents } from './checks-and-events.ts';
import { Intake } from './delivery/intake.ts';
import { readOutcome } from './delivery/outcome.ts';
import { type DatadogRequest, estimatePointBytes, fits, MAX_WEIGHT, Timestamps } from './delivery/request.ts';
import { SeriesJson } from './encoding/series-json.ts';
import { SketchPayload, showDistributions } from './encoding/sketch-payload.ts';
import { ClaimedNames } from './naming.ts';
import { type DatadogMetricsBackendOptions, type DatadogSettings, resolveSettings } from './options.ts';

const compressGzip = promisify(gzip);
const compressDeflate = promisify(deflate);

/** Sends metrics to Datadog's HTTP API, without an agent. */
export class DatadogApi extends DeliveringBackend<DatadogRequest> {
  readonly features: BackendFeatures = { temporality: 'delta', delivery: 'acknowledged', histograms: true };
  readonly #settings: DatadogSettings;
  readonly #names = new ClaimedNames();
  readonly #series: SeriesJson;
  readonly #sketches: SketchPayload;
  readonly #intake: Intake;
  readonly #checksAndEvents: ChecksAndEvents;
  readonly #timestamps = new Timestamps();
  /** The timestamp of the export in flight. */
  #timestamp = 0;

  constructor(options: DatadogMetricsBackendOptions) {
    const settings = resolveSettings(options);
    super('datadog', options, settings);
    this.#settings = settings;
    this.#series = new SeriesJson(settings);
    this.#sketches = new SketchPayload(settings);
    this.#intake = new Intake(settings, () => this.clock);
    this.#checksAndEvents = new ChecksAndEvents(settings, {
      subject: `backend "${this.name}"`,
      diagnostics: () => this.diagnostics,
      post: (route, body) => this.request((signal) => this.#intake.post(route, body, signal)),
    });
  }

  getContentType(): string {
    return 'application/json';
  }

  protected override get destination(): string {
    return this.#settings.url;
  }

  protected override get histograms(): 'explicit' | 'exponential' {
    return this.#settings.histograms;
  }

  protected override checkDefinition({ name }: MetricDefinition): void {
    this.#names.claim(name);
  }

  protected override get maxBatchWeight(): number {
    return MAX_WEIGHT;
  }

  protected override weightOf(family: MetricFamily): number {
    return estimatePointBytes(family);
  }

  protected override groupsOf(families: readonly MetricFamily[]): readonly (readonly MetricFamily[])[] {
    return [families.filter((family) => !isHistogram(family)), families.filter(isHistogram)];
  }

  protected override beginExport(snapshot: Snapshot): void {
    this.#timestamp = this.#timestamps.next(snapshot.seconds);
    this.#checksAndEvents.prepare(snapshot, this.#timestamp);
  }

  protected override endExport(): Promise<void> {
    return this.#checksAndEvents.send();
  }

  protected override async encode(snapshot: Snapshot, batch: Batch): Promise<DatadogRequest | undefined> {
    const { ranges, points } = batch;
    const timestamp = this.#timestamp;
    const route = ranges[0] !== undefined && isHistogram(ranges[0].family) ? 'sketches' : 'series';
    const bytes =
      route === 'series'
        ? Buffer.from(this.#series.encode(ranges, timestamp))
        : this.#sketches.encode(ranges, timestamp);
    const body = route === 'series' ? await compressGzip(bytes) : await compressDeflate(bytes);
    const request = { route, body, bytes: bytes.length, timestamp } as const;
    if (points > 1 || fits(request)) return request;
    this.#dropOversize(snapshot, batch);
    return undefined;
  }

  protected override fits(request: DatadogRequest): boolean {
    return fits(request);
  }

  protected override async send(
    { route, body, timestamp }: DatadogRequest,
    signal: AbortSignal,
  ): Promise<Outcome<DatadogRequest>> {
    if (this.#timestamps.isTooOld(timestamp, this.clock.wallSeconds())) return tooOld;
    return readOutcome(await this.#intake.post(route, body, signal), this.#settings.receiver);
  }

  /** Series and distributions, as JSON. */
  protected override show(snapshot: Snapshot): string {
    const ranges = wholeRanges(snapshot.families);
    const series: unknown = JSON.parse(this.#series.encode(ranges, Math.floor(snapshot.seconds)));
    const distributions = showDistributions(snapshot, this.#settings);
    return JSON.stringify(Object.assign({}, series, { distributions }), undefined, 2);
  }

  #dropOversize(snapshot: Snapshot, { ranges }: Batch): void {
    const problem = 'exceeds the size limit of a request; remove some of its labels';
    for (const { family, from, to } of ranges) {
      for (let slot = from; slot < to; slot++) {
        if (hasPoint(family, slot)) this.dropSeries(snapshot, family, slot, 'oversize', problem);
      }
    }
  }
}

const tooOld: ExportFailure = {
  delivered: false,
  reason: 'a batch has been in doubt for an hour, and Datadog rejects points that old',
  remedy: 'check the network, and the proxy in front of Datadog if there is one',
  retry: 'never',
};

function isHistogram(family: MetricFamily): boolean {
  return family.kind === 'histogram';
}
