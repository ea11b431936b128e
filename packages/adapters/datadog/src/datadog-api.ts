import { promisify } from 'node:util';
import { deflate, gzip } from 'node:zlib';
import {
  type BackendFeatures,
  BotMetricsError,
  type Family,
  hasSeries,
  type MetricDefinition,
  Outage,
  PushBackend,
  type SeriesRange,
  type Snapshot,
} from '@bot-metrics/core';
import { Delivery, type ExportFailure, type Outcome } from '@bot-metrics/core/delivery';
import { Announcements } from './announcements.ts';
import { Intake } from './delivery/intake.ts';
import { outcomeOf } from './delivery/outcome.ts';
import { type DatadogRequest, fits, MOST_WEIGHT, weightOf } from './delivery/request.ts';
import { SeriesJson } from './encoding/series-json.ts';
import { shownDistributions } from './encoding/shown-metrics.ts';
import { SketchPayload } from './encoding/sketch-payload.ts';
import { NamesTaken } from './names-taken.ts';
import { type DatadogMetricsBackendOptions, type DatadogSettings, resolveSettings } from './options.ts';
import { Timestamps } from './timestamps.ts';

const gzipped = promisify(gzip);
const deflated = promisify(deflate);

/** Sends to Datadog's HTTP API, without an agent. */
export class DatadogApi extends PushBackend {
  readonly features: BackendFeatures = { temporality: 'delta', delivery: 'acknowledged', histograms: true };
  readonly #settings: DatadogSettings;
  readonly #names = new NamesTaken();
  readonly #series: SeriesJson;
  readonly #sketches: SketchPayload;
  readonly #intake: Intake;
  readonly #delivery: Delivery<DatadogRequest>;
  readonly #announcements: Announcements;
  readonly #timestamps = new Timestamps();
  readonly #toldOversize = new Set<string>();
  /** Of the export in flight. */
  #timestamp = 0;
  #isHeard = false;
  /** Monotonic seconds before which Datadog wants no points. */
  #notBefore = 0;

  constructor(options: DatadogMetricsBackendOptions) {
    const settings = resolveSettings(options);
    super('datadog', options, { ...settings, deadlineSeconds: settings.timeoutSeconds });
    this.#settings = settings;
    this.#series = new SeriesJson(settings);
    this.#sketches = new SketchPayload(settings);
    this.#intake = new Intake(settings, () => this.clock);
    this.#announcements = new Announcements(
      settings,
      this.#intake,
      new Outage(`backend "${this.name}"`, () => this.diagnostics, {
        began: 'announcement_failed',
        ended: 'announcement_recovered',
        message: 'service checks and events are taken again',
      }),
    );
    this.#delivery = new Delivery({
      temporality: 'delta',
      mostWeight: MOST_WEIGHT,
      weightOf,
      groupsOf: (families) => [families.filter((family) => !isHistogram(family)), families.filter(isHistogram)],
      encode: (snapshot, ranges) => this.#encode(snapshot, ranges),
      fits,
      send: (request) => this.#send(request),
    });
  }

  /** Series and distributions that an export would send now, as JSON. */
  async getMetricsOutput(): Promise<string> {
    const snapshot = await this.reader.collect();
    const ranges = snapshot.families.map((family) => ({ family, from: 0, to: family.slots }));
    const series: unknown = JSON.parse(this.#series.encode(ranges, Math.floor(snapshot.seconds), snapshot.seconds));
    const distributions = shownDistributions(snapshot, this.#settings);
    snapshot.release();
    return JSON.stringify(Object.assign({}, series, { distributions }), undefined, 2);
  }

  getContentType(): string {
    return 'application/json';
  }

  protected override get recycles(): boolean {
    return true;
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

  protected override close(): void {
    this.#intake.close();
    this.#delivery.close();
  }

  protected override async exportOnce(): Promise<void> {
    const pauseSeconds = this.#notBefore - this.clock.monotonicSeconds();
    if (pauseSeconds > 0) throw this.#failed(pauseOf(pauseSeconds));
    this.#isHeard = false;
    let failure = await this.#delivery.repeatHeld();
    if (failure === undefined) {
      const snapshot = await this.reader.collect();
      this.#timestamp = this.#timestamps.next(snapshot.seconds);
      this.#announcements.prepare(snapshot, this.#timestamp);
      failure = await this.#delivery.deliver(snapshot);
    }
    if (this.ended) this.#delivery.close();
    if (failure !== undefined) throw this.#failed(failure);
    if (this.#isHeard) this.outage.worked();
    await this.#announcements.send();
  }

  async #encode(snapshot: Snapshot, ranges: readonly SeriesRange[]): Promise<DatadogRequest> {
    const timestamp = this.#timestamp;
    const points = ranges.reduce((sum, range) => sum + pointsOf(range), 0);
    const route = ranges[0] !== undefined && isHistogram(ranges[0].family) ? 'sketches' : 'series';
    const bytes =
      route === 'series'
        ? Buffer.from(this.#series.encode(ranges, timestamp, snapshot.seconds))
        : this.#sketches.encode(ranges, timestamp, snapshot.seconds);
    const body = route === 'series' ? await gzipped(bytes) : await deflated(bytes);
    const request = { route, body, bytes: bytes.length, points, timestamp } as const;
    if (points !== 1 || fits(request)) return request;
    this.#dropOversize(snapshot, ranges);
    return { ...request, points: 0 };
  }

  async #send({ route, body, points, timestamp }: DatadogRequest): Promise<Outcome> {
    // Its one series was too large.
    if (points === 0) return { delivered: true, ambiguous: false };
    if (this.#timestamps.isOver(timestamp, this.clock.wallSeconds())) return tooOld();
    const answer = await this.#intake.post(route, body);
    if (answer.pauseSeconds !== undefined) this.#notBefore = this.clock.monotonicSeconds() + answer.pauseSeconds;
    const outcome = outcomeOf(answer);
    this.#isHeard ||= outcome.delivered;
    return outcome;
  }

  #dropOversize(snapshot: Snapshot, ranges: readonly SeriesRange[]): void {
    for (const { family, from, to } of ranges) {
      const metric = family.metric.definition.name;
      for (let slot = from; slot < to; slot++) {
        if (hasSeries(family, slot, family.temporality)) snapshot.dropSeries(family, slot, 'oversize');
      }
      if (this.#toldOversize.has(metric)) continue;
      this.#toldOversize.add(metric);
      this.diagnostics.report({
        code: 'oversize',
        message: `backend "${this.name}": a series of metric "${metric}" is larger than a request may be; it is dropped: take some of its labels out`,
        severity: 'warn',
      });
    }
  }

  #failed({ reason, remedy, next }: ExportFailure): BotMetricsError {
    const consequence = next === 'drop' ? 'The batch is dropped' : 'Records stay pending and are sent again';
    const message = `no export to ${this.destination}: ${reason}; ${remedy}. ${consequence}`;
    this.outage.failed(message);
    return new BotMetricsError('export_failed', `backend "${this.name}": ${message}`);
  }
}

function isHistogram(family: Family): boolean {
  return family.kind === 'histogram';
}

function pointsOf({ family, from, to }: SeriesRange): number {
  let points = 0;
  for (let slot = from; slot < to; slot++) if (hasSeries(family, slot, family.temporality)) points += 1;
  return points;
}

function pauseOf(seconds: number): ExportFailure {
  const reason = `Datadog asked not to be sent anything for ${Math.ceil(seconds)} s more`;
  return { delivered: false, reason, remedy: 'nothing is to be done here if it recovers', next: 'merge' };
}

function tooOld(): ExportFailure {
  const reason = 'a batch has been in doubt for an hour, and Datadog takes no points that old';
  return { delivered: false, reason, remedy: 'look at the network, and at what is before Datadog', next: 'drop' };
}
