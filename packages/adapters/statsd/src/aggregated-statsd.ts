import { systemScheduler } from '@bot-metrics/core';
import {
  type BackendFeatures,
  hasSeries,
  type MetricFamily,
  type SeriesRange,
  type Snapshot,
} from '@bot-metrics/core/backend';
import { type Batch, DeliveringBackend, type Outcome, wholeRanges } from '@bot-metrics/core/delivery';
import { type SeriesCache, TimeSlice } from '@bot-metrics/core/encoding';
import { createDialect, type Dialect } from './dialect.ts';
import { HealthLines, isHealthStatus } from './health-lines.ts';
import { resolveSettings, type StatsdMetricsBackendOptions, type StatsdSettings } from './options.ts';
import { createFraming, type Framing, Packets } from './packets.ts';
import { cacheSeriesTexts, renderSeries, type SeriesText } from './series-lines.ts';
import { createTransport, describeDestination } from './transports/create-transport.ts';
import { describeFailure, type Transport } from './transports/transport.ts';

/** The packets of a snapshot, or those that were not accepted yet. */
interface StatsdRequest {
  readonly packets: readonly Buffer[];
  /** Results of health checks in the packets. */
  readonly results: ReadonlyMap<string, boolean>;
}

/** Reads a store at an interval and sends the changes since the last export. */
export class AggregatedStatsd extends DeliveringBackend<StatsdRequest> {
  readonly features: BackendFeatures = { temporality: 'delta', delivery: 'sent', histograms: true };
  readonly #settings: StatsdSettings;
  readonly #dialect: Dialect;
  readonly #texts: SeriesCache<SeriesText>;
  readonly #framing: Framing;
  readonly #transport: Transport;
  readonly #health = new HealthLines();
  /** Whether the network reported, since the current or the previous export began, that nobody listens. */
  #hasLateError = false;
  #hadLateError = false;

  constructor(options: StatsdMetricsBackendOptions) {
    const settings = resolveSettings(options);
    // The transports limit the time of each packet themselves.
    super('statsd', options, { intervalSeconds: settings.intervalSeconds });
    this.#settings = settings;
    this.#dialect = createDialect(settings);
    this.#texts = cacheSeriesTexts(
      this.#dialect,
      settings.prefix,
      settings.containerId === '' ? '' : `|c:${settings.containerId}`,
    );
    this.#framing = createFraming(settings);
    this.#transport = createTransport(settings, options.scheduler ?? systemScheduler, (error) =>
      this.#onLateError(error),
    );
  }

  getContentType(): string {
    return 'text/plain; charset=utf-8';
  }

  protected override get destination(): string {
    return describeDestination(this.#settings);
  }

  protected override get histograms(): 'explicit' | 'exponential' {
    return this.#settings.histograms;
  }

  /** A snapshot is one batch: lines of different metrics share packets. */
  protected override get maxBatchWeight(): number {
    return Number.POSITIVE_INFINITY;
  }

  protected override disconnect(): void {
    this.#transport.close();
  }

  protected override beginExport(): void {
    this.#hadLateError = this.#hasLateError;
    this.#hasLateError = false;
  }

  protected override async encode(snapshot: Snapshot, { ranges }: Batch): Promise<StatsdRequest | undefined> {
    const { maxPacketBytes } = this.#settings;
    const packets = new Packets(maxPacketBytes, this.#framing.ending);
    const results = new Map<string, boolean>();
    const oversize = `has a line of more than ${maxPacketBytes} bytes; shorten its label values, or raise "maxPacketBytes"`;
    await this.#eachSeries(snapshot, ranges, results, (family, slot, texts) => {
      if (texts.every((text) => packets.fits(text))) for (const text of texts) packets.add(text);
      else this.dropSeries(snapshot, family, slot, 'oversize', oversize);
    });
    const framed = packets.take().map((packet) => this.#framing.frame(packet));
    return framed.length === 0 ? undefined : { packets: framed, results };
  }

  protected override async send({ packets, results }: StatsdRequest): Promise<Outcome<StatsdRequest>> {
    const provesReceiver = !this.#hasLateError && !this.#hadLateError;
    const { packets: accepted, error, inDoubt } = await this.#transport.send(packets);
    if (error === undefined) {
      this.#health.delivered(results);
      return { delivered: true, provesReceiver };
    }
    const failure = { delivered: false, ...describeFailure(error, this.#transport.remedy), cause: error } as const;
    if (accepted === 0 && !inDoubt) return { ...failure, retry: 'next-export' };
    // The rest cannot be merged into a later snapshot, because a part of this one has been sent.
    const rest = { request: { packets: packets.slice(accepted), results }, ambiguous: inDoubt };
    return { ...failure, retry: 'resend', rest };
  }

  /** The lines that an export would send. */
  protected override async show(snapshot: Snapshot): Promise<string> {
    const lines: string[] = [];
    await this.#eachSeries(snapshot, wholeRanges(snapshot.families), new Map(), (_family, _slot, texts) => {
      lines.push(...texts);
    });
    return lines.map((line) => `${line}\n`).join('');
  }

  async #eachSeries(
    snapshot: Snapshot,
    ranges: readonly SeriesRange[],
    results: Map<string, boolean>,
    visit: (family: MetricFamily, slot: number, texts: string[]) => void,
  ): Promise<void> {
    const { timestamps, health, maxPacketBytes } = this.#settings;
    const maxBytes = maxPacketBytes - this.#framing.ending.length;
    const time = timestamps ? `|T${Math.floor(snapshot.seconds)}` : '';
    const slice = new TimeSlice();
    for (const { family, from, to } of ranges) {
      for (let slot = from; slot < to; slot++) {
        // Up-down counters, too, are sent only when they changed: a daemon keeps the last value.
        if (!hasSeries(family, slot, 'delta')) continue;
        const text = this.#texts.of(family.metric, slot);
        const lines = renderSeries(this.#dialect, text, family, slot, time, maxBytes);
        if (health && family.kind === 'gauge' && isHealthStatus(family.metric.definition.name)) {
          lines.push(...this.#health.render(text, family, slot, results));
        }
        visit(family, slot, lines);
        if (slice.isOver) await slice.renew();
      }
    }
  }

  #onLateError(error: Error): void {
    this.#hasLateError = true;
    const { reason, remedy } = describeFailure(error, this.#transport.remedy);
    this.outage.failed(
      `no export to ${this.destination}: ${reason}; ${remedy}. Datagrams that are lost are not sent again`,
    );
  }
}
