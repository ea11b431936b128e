import type { MetricDefinition } from '../../definition/metric-definition.ts';
import { type Account, DropCounts, type DropReason } from '../../snapshot/account.ts';
import { type SeriesRange, Snapshot, type SnapshotOwner } from '../../snapshot/snapshot.ts';
import type { ReaderOptions, SnapshotReader } from '../../snapshot/snapshot-reader.ts';
import { yieldPeriodically } from '../../time/yield-periodically.ts';
import type { ViewedMetric, ViewOf } from '../../views/views.ts';
import type { WritableMetric } from '../metrics/create-metric.ts';
import type { RemovalReason } from '../metrics/metric-context.ts';
import { NO_SERIES } from '../metrics/series-start.ts';
import type { MetricContext, StoredMetric } from '../metrics/stored-metric.ts';
import { MetricReading, type Part } from './metric-reading.ts';
import { Projection } from './projection.ts';

/** What a reader needs from its store. */
export interface ReaderContext {
  /** In order of definition. */
  readonly metrics: Iterable<WritableMetric>;
  /** Wall seconds. */
  now(): number;
  /** Counts the records that reached no series: of the metrics that are seen, and those without a metric. */
  countDropped(isSeen: (metric: WritableMetric) => boolean): DropCounts;
  /** Applies the views of the reader's backend to a metric; `undefined` if they hide it. */
  view(definition: MetricDefinition, viewOf: ViewOf | undefined): ViewedMetric | undefined;
  /** Calls the observable instruments; `undefined` if there are none. */
  observe(timeoutSeconds: number | undefined): Promise<void> | undefined;
  /** Called before anything is read. */
  beforeRead(): void;
  readonly retire: MetricContext['retire'];
  onOpen(snapshot: Snapshot, reader: StoreReader): void;
  onClose(snapshot: Snapshot): void;
}

/**
 * One backend's reader of a store: it makes snapshots, and moves its cursors only when they are acknowledged. Made by
 * `MetricStore.openReader`.
 */
export class StoreReader implements SnapshotReader, SnapshotOwner {
  readonly name: string;
  readonly temporality: 'cumulative' | 'delta';
  readonly observed: 'cumulative' | 'delta';
  readonly histograms: 'explicit' | 'exponential';
  readonly #recycles: boolean;
  #viewOf: ViewOf | undefined;
  readonly #context: ReaderContext;
  readonly #readings = new Map<WritableMetric, MetricReading>();
  /** The parts of each open snapshot. */
  readonly #open = new Map<Snapshot, readonly Part[]>();
  readonly #dropped = new DropCounts();
  /** Records that reached no series before this reader started. */
  readonly #droppedBefore: DropCounts;
  /** Records in series before this reader started. */
  #recordedBefore = 0;
  #removed = 0;
  #delivered = 0;
  #ambiguous = 0;
  #since: number;
  #abandoned: DropReason | undefined;
  #finalAccount: Account | undefined;

  constructor(options: ReaderOptions, context: ReaderContext) {
    this.name = options.name;
    this.temporality = options.temporality ?? 'cumulative';
    this.observed = options.observed ?? 'delta';
    this.histograms = options.histograms ?? 'explicit';
    this.#recycles = options.recycles ?? false;
    this.#viewOf = options.viewOf;
    this.#context = context;
    this.#since = context.now();
    for (const metric of context.metrics) this.addMetric(metric);
    this.#droppedBefore = options.from === 'now' ? this.#countUnrecorded() : new DropCounts();
    if (options.from !== 'now') return;
    for (const reading of this.#readings.values()) {
      const records = reading.skipToEnd();
      if (!reading.source.internal) this.#recordedBefore += records;
    }
  }

  /** Called by the store for each metric, before its first record. */
  addMetric(metric: WritableMetric): void {
    const viewed = this.#context.view(metric.definition, this.#viewOf);
    if (viewed === undefined) return;
    const source = this.#selectLayout(metric, viewed);
    const projection = this.#createProjection(source, viewed);
    this.#readings.set(metric, new MetricReading(source, this.temporality, this.observed, projection));
  }

  /**
   * The aggregate now, after the callbacks of observable instruments. Memory is allocated first, in steps that yield to the event
   * loop. A delta reader must settle one snapshot before it collects the next.
   * @param timeoutSeconds the time for reading, encoding and sending; see `SnapshotReader`
   */
  async collect(timeoutSeconds?: number): Promise<Snapshot> {
    await this.#context.observe(timeoutSeconds);
    await yieldPeriodically(this.#prepare());
    return this.snapshot();
  }

  /** As `collect`, without calling observable instruments. */
  snapshot(): Snapshot {
    this.#context.beforeRead();
    const seconds = this.#context.now();
    const parts: Part[] = [];
    for (const reading of this.#readings.values())
      if (reading.source.index.slots > 0) parts.push(reading.read(seconds));
    const families = parts.map(({ projected }) => projected);
    const snapshot = new Snapshot(seconds, this.#since, families, this);
    this.#open.set(snapshot, parts);
    this.#context.onOpen(snapshot, this);
    return snapshot;
  }

  account(): Account {
    if (this.#finalAccount !== undefined) return this.#finalAccount;
    let recorded = this.#removed;
    let pending = 0;
    for (const reading of this.#readings.values()) {
      if (reading.source.internal) continue;
      const tally = reading.tally();
      recorded += tally.recorded;
      pending += tally.pending;
    }
    const dropped = this.#countUnrecorded(this.#droppedBefore);
    const offered = recorded - this.#recordedBefore + dropped.total;
    dropped.addAll(this.#dropped);
    if (this.#abandoned !== undefined) {
      dropped.add(this.#abandoned, pending);
      pending = 0;
    }
    return { offered, delivered: this.#delivered, pending, dropped: dropped.toObject(), ambiguous: this.#ambiguous };
  }

  /** From now on, pending records count as dropped for `reason`, until the reader resumes. */
  abandon(reason: DropReason): void {
    this.#abandoned = reason;
  }

  /** Freezes the account: the backend was removed. */
  leave(): void {
    this.#finalAccount ??= this.account();
  }

  /** Continues where the reader stopped, for a backend that was added again. A delta reader takes over the backend's new view. */
  resume(viewOf?: ViewOf): void {
    this.#abandoned = undefined;
    this.#finalAccount = undefined;
    if (this.temporality === 'cumulative') return;
    const former = this.#viewOf;
    this.#viewOf = viewOf;
    for (const [metric, reading] of this.#readings) {
      if ((viewOf?.(metric.definition) ?? former?.(metric.definition)) === undefined) continue;
      const viewed = this.#context.view(metric.definition, viewOf);
      if (viewed !== undefined) reading.replaceProjection(this.#createProjection(reading.source, viewed));
    }
  }

  /** Whether the backend sees a label of a metric. */
  sees(metric: WritableMetric, label: string): boolean {
    return this.#finalAccount === undefined && this.#readings.get(metric)?.sees(label) === true;
  }

  /** Whether it may still deliver records of a series. */
  isPending(metric: WritableMetric, slot: number): boolean {
    if (this.#finalAccount !== undefined || this.#abandoned !== undefined) return false;
    return this.#readings.get(metric)?.isPending(slot) ?? false;
  }

  /** Called by the store when a series was removed. */
  forget(metric: WritableMetric, slot: number, reason: RemovalReason): void {
    const tally = this.#readings.get(metric)?.forget(slot, reason);
    if (tally === undefined || metric.internal) return;
    this.#removed += tally.recorded;
    this.#dropped.add(reason === 'expired' ? 'expired' : 'removed', tally.pending);
  }

  /** Called by the store before the total of a series starts again from 0. */
  restart(metric: WritableMetric, slot: number): void {
    this.#readings.get(metric)?.restart(slot);
  }

  /** Whether an open snapshot contains the series in a slot, as it is recorded or as it is projected. */
  contains(snapshot: Snapshot, { index }: StoredMetric, slot: number): boolean {
    return (this.#open.get(snapshot) ?? []).some(({ recorded, projected }) => {
      // The layouts of a histogram share its index.
      const family = recorded.metric.index === index ? recorded : projected;
      return family.metric.index === index && slot < family.slots && family.created[slot] !== NO_SERIES;
    });
  }

  settle(snapshot: Snapshot, outcome: 'delivered' | DropReason, ambiguous: boolean): void {
    let records = 0;
    for (const part of this.#open.get(snapshot) ?? []) {
      const advanced = part.reading.advance(part);
      if (!part.reading.source.internal) records += advanced;
    }
    this.#count(snapshot, records, outcome, ambiguous);
  }

  settleRange(
    snapshot: Snapshot,
    { family, from, to }: SeriesRange,
    outcome: 'delivered' | DropReason,
    ambiguous: boolean,
  ): void {
    const part = this.#open.get(snapshot)?.find(({ projected }) => projected === family);
    const records = part?.reading.advanceRange(part, from, to) ?? 0;
    this.#count(snapshot, family.metric.internal ? 0 : records, outcome, ambiguous);
  }

  close(snapshot: Snapshot): void {
    if (this.#recycles) for (const part of this.#open.get(snapshot) ?? []) part.reading.recycle(part);
    this.#open.delete(snapshot);
    this.#context.onClose(snapshot);
  }

  *#prepare(): Generator<undefined> {
    for (const reading of this.#readings.values()) if (reading.source.index.slots > 0) yield* reading.prepare();
  }

  #count({ seconds }: Snapshot, records: number, outcome: 'delivered' | DropReason, ambiguous: boolean): void {
    if (outcome === 'delivered') this.#delivered += records;
    else this.#dropped.add(outcome, records);
    if (ambiguous) this.#ambiguous += records;
    // Even if only a part was settled: an interval that overlaps an exported one would be wrong, a gap is not.
    this.#since = seconds;
  }

  /** Counts the records of the reader's metrics that reached no series, less those of `before`. */
  #countUnrecorded(before?: DropCounts): DropCounts {
    return this.#context.countDropped((metric) => this.#readings.has(metric)).copy(before);
  }

  #createProjection(source: WritableMetric, viewed: ViewedMetric): Projection | undefined {
    const isChanged = viewed.labels !== undefined || viewed.definition.name !== source.definition.name;
    return isChanged ? new Projection(source, viewed, this.#context.retire) : undefined;
  }

  #selectLayout(metric: WritableMetric, { definition }: ViewedMetric): WritableMetric {
    if (metric.kind !== 'histogram') return metric;
    const buckets = definition.buckets ?? (this.histograms === 'exponential' ? 'exponential' : undefined);
    return buckets === undefined ? metric : metric.layout(buckets);
  }
}
