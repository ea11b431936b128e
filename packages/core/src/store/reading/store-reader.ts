import type { MetricDefinition } from '../../definition/metric-definition.ts';
import type { Account } from '../../snapshot/account.ts';
import { DropCounts, type DropReason } from '../../snapshot/drop-reason.ts';
import { type Metric, type SeriesRange, Snapshot, type SnapshotOwner } from '../../snapshot/snapshot.ts';
import { inTurns } from '../../time/yield-periodically.ts';
import type { SeenMetric, ViewOf } from '../../views/views.ts';
import type { MetricHost, Retirement } from '../metrics/metric-host.ts';
import { recycle } from './cursor.ts';
import { MetricReading, type Part } from './metric-reading.ts';
import { Projection } from './projection.ts';

/** Whose view of a store it is, and where it begins. */
export interface ReaderOptions {
  /** The backend's name. */
  readonly name: string;
  /** Where it sends to, such as its URL: a reader of the same name and destination goes on where the last one stopped. */
  readonly destination?: string;
  /** @default 'cumulative' */
  readonly temporality?: 'cumulative' | 'delta';
  /** How a delta reader gets observable counters, which are asked for totals. @default 'delta' */
  readonly observed?: 'cumulative' | 'delta';
  /** The layout of histograms that name no buckets. @default 'explicit' */
  readonly histograms?: 'explicit' | 'exponential';
  /**
   * Which records are offered: all since the store began, those from now on, or, of a delta reader that takes the place of
   * another one of its name, those that the former did not deliver, wherever it sent them to.
   * @default where it stopped, for a known reader; for others 'beginning', but 'now' for a delta reader that comes late
   */
  readonly from?: 'beginning' | 'now' | 'former';
  /** What the backend makes of a metric by itself, after the views of the store. @default nothing */
  readonly viewOf?: ViewOf;
  /** Whether the columns of a snapshot may change once it is settled, because their memory is used again. @default false */
  readonly recycles?: boolean;
}

/** What a reader needs of its store. */
export interface ReaderHost {
  /** In order of definition. */
  readonly metrics: Iterable<Metric>;
  now(): number;
  /** Records dropped before they came into a series, of all metrics that are seen, and those that came to no metric. */
  droppedIn(isSeen: (metric: Metric) => boolean): DropCounts;
  /** What the reader's backend sees of a metric, `undefined` if nothing. */
  seen(definition: MetricDefinition, viewOf: ViewOf | undefined): SeenMetric | undefined;
  /** Asks the observable instruments; `undefined` where there are none. */
  observe(): Promise<void> | undefined;
  /** Called before anything is read. */
  beforeRead(): void;
  readonly retire: MetricHost['retire'];
  opened(snapshot: Snapshot): void;
  closed(snapshot: Snapshot): void;
}

/**
 * One backend's view of a store: hands out snapshots, and moves its cursors when they are acknowledged and only then.
 * Made by `MetricStore.openReader`.
 */
export class StoreReader implements SnapshotOwner {
  readonly name: string;
  readonly temporality: 'cumulative' | 'delta';
  readonly observed: 'cumulative' | 'delta';
  readonly histograms: 'explicit' | 'exponential';
  readonly #recycles: boolean;
  #viewOf: ViewOf | undefined;
  readonly #host: ReaderHost;
  readonly #readings = new Map<Metric, MetricReading>();
  /** What each open snapshot is made of. */
  readonly #open = new Map<Snapshot, readonly Part[]>();
  readonly #dropped = new DropCounts();
  /** What was dropped at the door before this reader's time. */
  readonly #doorBefore: DropCounts;
  #base = 0;
  #removed = 0;
  #delivered = 0;
  #ambiguous = 0;
  #since: number;
  #abandoned: DropReason | undefined;
  #left: Account | undefined;

  constructor(options: ReaderOptions, host: ReaderHost) {
    this.name = options.name;
    this.temporality = options.temporality ?? 'cumulative';
    this.observed = options.observed ?? 'delta';
    this.histograms = options.histograms ?? 'explicit';
    this.#recycles = options.recycles ?? false;
    this.#viewOf = options.viewOf;
    this.#host = host;
    this.#since = host.now();
    for (const metric of host.metrics) this.meet(metric);
    this.#doorBefore = options.from === 'now' ? this.#door() : new DropCounts();
    if (options.from !== 'now') return;
    for (const reading of this.#readings.values()) {
      const before = reading.startHere();
      if (!reading.source.own) this.#base += before;
    }
  }

  /** Called by the store with each metric, before anything is recorded in it. */
  meet(metric: Metric): void {
    const seen = this.#host.seen(metric.definition, this.#viewOf);
    if (seen === undefined) return;
    const source = this.#inLayout(metric, seen);
    const projection = this.#projectionOf(source, seen);
    this.#readings.set(metric, new MetricReading(source, this.temporality, this.observed, projection));
  }

  /**
   * The aggregate now, in memory that is got before with the event loop taking turns. A delta reader settles one snapshot before
   * it collects the next.
   */
  async collect(): Promise<Snapshot> {
    await this.#host.observe();
    await inTurns(this.#preparation());
    return this.snapshot();
  }

  /** As `collect`, without observable instruments. */
  snapshot(): Snapshot {
    this.#host.beforeRead();
    const parts: Part[] = [];
    for (const reading of this.#readings.values()) if (reading.source.index.slots > 0) parts.push(reading.read());
    const families = parts.map(({ seen }) => seen);
    const snapshot = new Snapshot(this.#host.now(), this.#since, families, this);
    this.#open.set(snapshot, parts);
    this.#host.opened(snapshot);
    return snapshot;
  }

  account(): Account {
    if (this.#left !== undefined) return this.#left;
    let recorded = this.#removed;
    let pending = 0;
    for (const reading of this.#readings.values()) {
      if (reading.source.own) continue;
      const tally = reading.tally();
      recorded += tally.recorded;
      pending += tally.pending;
    }
    const dropped = this.#door(this.#doorBefore);
    const offered = recorded - this.#base + dropped.total;
    dropped.addAll(this.#dropped);
    if (this.#abandoned !== undefined) {
      dropped.add(this.#abandoned, pending);
      pending = 0;
    }
    return { offered, delivered: this.#delivered, pending, dropped: dropped.toObject(), ambiguous: this.#ambiguous };
  }

  /** From now on what is pending counts as dropped for `reason`. A reader that resumes takes it back. */
  abandon(reason: DropReason): void {
    this.#abandoned = reason;
  }

  /** The backend has left: its account stays as it is, whatever is recorded from now on. */
  leave(): void {
    this.#left ??= this.account();
  }

  /** The backend is back, and goes on where it stopped, with what it makes of metrics now if it reads changes. */
  resume(viewOf?: ViewOf): void {
    this.#abandoned = undefined;
    this.#left = undefined;
    if (this.temporality === 'cumulative') return;
    const former = this.#viewOf;
    this.#viewOf = viewOf;
    for (const [metric, reading] of this.#readings) {
      if ((viewOf?.(metric.definition) ?? former?.(metric.definition)) === undefined) continue;
      const seen = this.#host.seen(metric.definition, viewOf);
      if (seen !== undefined) reading.seeThrough(this.#projectionOf(reading.source, seen));
    }
  }

  /** Whether it may still deliver records of a series. */
  isPending(metric: Metric, slot: number): boolean {
    if (this.#left !== undefined || this.#abandoned !== undefined) return false;
    return this.#readings.get(metric)?.isPending(slot) ?? false;
  }

  /** Called by the store when a series was taken out. */
  forget(metric: Metric, slot: number, why: Retirement): void {
    const gone = this.#readings.get(metric)?.forget(slot, why);
    if (gone === undefined || metric.own) return;
    this.#removed += gone.recorded;
    this.#dropped.add(why === 'expired' ? 'expired' : 'removed', gone.pending);
  }

  settle(snapshot: Snapshot, outcome: 'delivered' | DropReason, ambiguous: boolean): void {
    let records = 0;
    for (const part of this.#open.get(snapshot) ?? []) {
      const advanced = part.reading.advance(part);
      if (!part.recorded.metric.own) records += advanced;
    }
    this.#settled(snapshot, records, outcome, ambiguous);
  }

  settleRange(
    snapshot: Snapshot,
    { family, from, to }: SeriesRange,
    outcome: 'delivered' | DropReason,
    ambiguous: boolean,
  ): void {
    const part = this.#open.get(snapshot)?.find(({ seen }) => seen === family);
    const records = part?.reading.advanceRange(part, from, to) ?? 0;
    this.#settled(snapshot, family.metric.own ? 0 : records, outcome, ambiguous);
  }

  close(snapshot: Snapshot): void {
    if (this.#recycles) for (const { recorded } of this.#open.get(snapshot) ?? []) recycle(recorded);
    this.#open.delete(snapshot);
    this.#host.closed(snapshot);
  }

  /** Steps to get the memory that a snapshot takes. */
  *#preparation(): Generator<undefined> {
    for (const reading of this.#readings.values()) if (reading.source.index.slots > 0) yield* reading.prepare();
  }

  #settled({ seconds }: Snapshot, records: number, outcome: 'delivered' | DropReason, ambiguous: boolean): void {
    if (outcome === 'delivered') this.#delivered += records;
    else this.#dropped.add(outcome, records);
    if (ambiguous) this.#ambiguous += records;
    // Also where only a part was settled: an interval that overlaps one that was sent would be wrong, a gap is not.
    this.#since = seconds;
  }

  /** What was dropped before it came into a series of a metric that this reader sees, less what was `before`. */
  #door(before?: DropCounts): DropCounts {
    return this.#host.droppedIn((metric) => this.#readings.has(metric)).copy(before);
  }

  #projectionOf(source: Metric, seen: SeenMetric): Projection | undefined {
    const isChanged = seen.labels !== undefined || seen.definition.name !== source.definition.name;
    return isChanged ? new Projection(source, seen, this.#host.retire) : undefined;
  }

  #inLayout(metric: Metric, { definition }: SeenMetric): Metric {
    if (metric.kind !== 'histogram') return metric;
    const buckets = definition.buckets ?? (this.histograms === 'exponential' ? 'exponential' : undefined);
    return buckets === undefined ? metric : metric.layout(buckets);
  }
}
