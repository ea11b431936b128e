import { setImmediate } from 'node:timers/promises';
import {
  type BackendFeatures,
  BotMetricsError,
  type Family,
  hasSeries,
  PushBackend,
  type Snapshot,
  systemScheduler,
} from '@bot-metrics/core';
import type { SeriesCache } from '@bot-metrics/core/encoding';
import type { Dialect } from './dialects/dialect.ts';
import { dialectOf } from './dialects/dialect-of.ts';
import { HealthLines, isHealthStatus } from './health-lines.ts';
import { type StatsdMetricsBackendOptions, type StatsdSettings, settingsOf } from './options.ts';
import { Packets } from './packets.ts';
import { seriesLines } from './series-lines.ts';
import { type SeriesText, seriesTexts } from './series-texts.ts';
import { type Framing, framingOf } from './transports/framing.ts';
import { reasonOf } from './transports/reason-of.ts';
import type { Sent, Transport } from './transports/transport.ts';
import { destinationOf, transportOf } from './transports/transport-of.ts';

/** Packets of one snapshot that are still to be sent. */
interface Batch {
  readonly snapshot: Snapshot;
  readonly packets: readonly Buffer[];
  /** Results of health checks that they tell. */
  readonly news: ReadonlyMap<string, boolean>;
  /** Some of them are sent: the rest cannot be merged into a later snapshot. */
  readonly begun: boolean;
  readonly ambiguous: boolean;
}

const nothingToSend: Sent = { packets: 0, inDoubt: false };
const DEFAULT_DEADLINE_SECONDS = 10;
/** Lines after which the event loop gets its turn. */
const LINES_AT_A_TIME = 2000;

/** Sends what changed since the last export, at an interval: it reads a store. */
export class AggregatedStatsd extends PushBackend {
  readonly features: BackendFeatures = { temporality: 'delta', delivery: 'sent', histograms: true };
  readonly #settings: StatsdSettings;
  readonly #dialect: Dialect;
  readonly #texts: SeriesCache<SeriesText>;
  readonly #framing: Framing;
  readonly #transport: Transport;
  readonly #health = new HealthLines();
  readonly #toldOversize = new Set<string>();
  #held: Batch | undefined;
  /** Since the last export the network said that nobody listened. */
  #unheard = false;

  constructor(options: StatsdMetricsBackendOptions) {
    const settings = settingsOf(options);
    super('statsd', options, { ...settings, deadlineSeconds: DEFAULT_DEADLINE_SECONDS });
    this.#settings = settings;
    this.#dialect = dialectOf(settings);
    this.#texts = seriesTexts(
      this.#dialect,
      settings.prefix,
      settings.containerId === '' ? '' : `|c:${settings.containerId}`,
    );
    this.#framing = framingOf(settings);
    this.#transport = transportOf(settings, options.scheduler ?? systemScheduler, (error) => this.#onLateError(error));
  }

  /** The lines that an export would send now. */
  async getMetricsOutput(): Promise<string> {
    const snapshot = await this.reader.collect();
    const lines: string[] = [];
    await this.#eachSeries(snapshot, new Map(), (_family, _slot, texts) => lines.push(...texts));
    snapshot.release();
    return lines.map((line) => `${line}\n`).join('');
  }

  getContentType(): string {
    return 'text/plain; charset=utf-8';
  }

  protected override get recycles(): boolean {
    return true;
  }

  protected override get destination(): string {
    return destinationOf(this.#settings);
  }

  protected override get histograms(): 'explicit' | 'exponential' {
    return this.#settings.histograms;
  }

  protected override close(): void {
    this.#transport.close();
    this.#held?.snapshot.release();
    this.#held = undefined;
  }

  protected override async exportOnce(): Promise<void> {
    const batch = this.#held ?? (await this.#nextBatch());
    const { snapshot, packets } = batch;
    this.#held = undefined;
    const heard = !this.#unheard;
    this.#unheard = false;
    const sent = packets.length === 0 ? nothingToSend : await this.#transport.send(packets);
    if (sent.error === undefined) {
      this.#health.delivered(batch.news);
      snapshot.acknowledge({ ambiguous: batch.ambiguous });
      if (heard && packets.length > 0) this.outage.worked();
      return;
    }
    const begun = batch.begun || sent.packets > 0 || sent.inDoubt;
    if (begun && !this.ended) {
      const ambiguous = batch.ambiguous || sent.inDoubt;
      this.#held = { ...batch, packets: packets.slice(sent.packets), begun, ambiguous };
    } else {
      snapshot.release();
    }
    const message = `nothing goes to ${this.destination}: ${reasonOf(sent.error)}. Records stay pending and are sent later`;
    this.outage.failed(message);
    throw new BotMetricsError('export_failed', `backend "${this.name}": ${message}`, { cause: sent.error });
  }

  async #nextBatch(): Promise<Batch> {
    const snapshot = await this.reader.collect();
    const packets = new Packets(this.#settings.maxPacketBytes, this.#framing.ending);
    const news = new Map<string, boolean>();
    await this.#eachSeries(snapshot, news, (family, slot, texts) => {
      if (texts.every((text) => packets.fits(text))) {
        for (const text of texts) packets.add(text);
      } else {
        snapshot.dropSeries(family, slot, 'oversize');
        this.#tellOversize(family.metric.definition.name);
      }
    });
    const taken = packets.take().map((packet) => this.#framing.framed(packet));
    return { snapshot, packets: taken, news, begun: false, ambiguous: false };
  }

  async #eachSeries(
    snapshot: Snapshot,
    news: Map<string, boolean>,
    tell: (family: Family, slot: number, texts: string[]) => void,
  ): Promise<void> {
    const { timestamps, health, maxPacketBytes } = this.#settings;
    const maxBytes = maxPacketBytes - this.#framing.ending.length;
    const time = timestamps ? `|T${Math.floor(snapshot.seconds)}` : '';
    let written = 0;
    for (const family of snapshot.families) {
      for (let slot = 0; slot < family.slots; slot++) {
        if (!hasSeries(family, slot, 'delta')) continue;
        const text = this.#texts.of(family.metric, slot, family.created[slot]!, snapshot.seconds);
        const lines = seriesLines(this.#dialect, text, family, slot, time, maxBytes);
        if (health && family.kind === 'gauge' && isHealthStatus(family.metric.definition.name)) {
          lines.push(...this.#health.of(text, family, slot, news));
        }
        tell(family, slot, lines);
        written += lines.length;
        if (written < LINES_AT_A_TIME) continue;
        written = 0;
        await setImmediate();
      }
    }
  }

  #tellOversize(metric: string): void {
    if (this.#toldOversize.has(metric)) return;
    this.#toldOversize.add(metric);
    const { maxPacketBytes } = this.#settings;
    this.diagnostics.report({
      code: 'oversize',
      message: `backend "${this.name}": a line of metric "${metric}" is longer than ${maxPacketBytes} bytes; it is dropped: shorten its label values, or raise "maxPacketBytes"`,
      severity: 'warn',
    });
  }

  #onLateError(error: Error): void {
    this.#unheard = true;
    this.outage.failed(
      `what was sent to ${this.destination} did not arrive: ${reasonOf(error)}. UDP does not bring it back`,
    );
  }
}
