import type { Account } from './account.ts';
import { DropCounts, type DropReason } from './drop-reason.ts';
import { GaugeMetric } from './gauge-metric.ts';
import { HistogramMetric } from './histogram-metric.ts';
import { type Family, type Metric, Snapshot, type SnapshotOwner } from './snapshot.ts';
import { grown } from './stored-metric.ts';

export interface ReaderOptions {
  /** The backend's name. */
  readonly name: string;
  /** Where it sends to, such as its URL: a reader of the same name and destination goes on where the last one stopped. */
  readonly destination?: string;
  /** @default 'cumulative' */
  readonly temporality?: 'cumulative' | 'delta';
  /** Which records are offered: all since the store began, or those from now on. @default 'beginning' */
  readonly from?: 'beginning' | 'now';
}

/** What a reader needs of its store. */
export interface ReaderHost {
  readonly metrics: Iterable<Metric>;
  readonly dropped: DropCounts;
  now(): number;
  /** Asks the observable instruments; `undefined` where there are none. */
  observe(): Promise<void> | undefined;
  opened(snapshot: Snapshot): void;
  closed(snapshot: Snapshot): void;
}

/** How far a backend has got with one metric, per slot. */
interface Cursor {
  counts: Float64Array;
  /** Delta readers only: the totals or sums up to there. */
  values: Float64Array;
  /** Delta readers of histograms only. */
  buckets: Float64Array;
}

const EMPTY = new Float64Array(0);

/**
 * One backend's view of a store: hands out snapshots, and moves its cursors when they are acknowledged and only then.
 * Made by `MetricStore.openReader`.
 */
export class StoreReader implements SnapshotOwner {
  readonly name: string;
  readonly destination: string;
  readonly temporality: 'cumulative' | 'delta';
  readonly #host: ReaderHost;
  readonly #cursors = new Map<Metric, Cursor>();
  readonly #dropped = new DropCounts();
  /** What was dropped at the door before this reader's time. */
  readonly #doorBefore: DropCounts;
  #base = 0;
  #removed = 0;
  #delivered = 0;
  #ambiguous = 0;
  #since: number;
  #abandoned: DropReason | undefined;

  constructor(options: ReaderOptions, host: ReaderHost) {
    this.name = options.name;
    this.destination = options.destination ?? '';
    this.temporality = options.temporality ?? 'cumulative';
    this.#host = host;
    this.#since = host.now();
    this.#doorBefore = options.from === 'now' ? host.dropped.copy() : new DropCounts();
    if (options.from === 'now') this.#startHere();
  }

  /** The aggregate now. A delta reader settles one snapshot before it collects the next. */
  async collect(): Promise<Snapshot> {
    await this.#host.observe();
    return this.snapshot();
  }

  /** As `collect`, without observable instruments. */
  snapshot(): Snapshot {
    const families: Family[] = [];
    for (const metric of this.#host.metrics) {
      if (metric.index.slots > 0) families.push(this.#read(metric));
    }
    const now = this.#host.now();
    const snapshot = new Snapshot(now, this.#since, families, this);
    this.#host.opened(snapshot);
    return snapshot;
  }

  account(): Account {
    let recorded = this.#removed;
    let pending = 0;
    for (const metric of this.#host.metrics) {
      const cursor = this.#cursors.get(metric);
      for (let slot = 0; slot < metric.index.slots; slot++) {
        if (!metric.isLive(slot)) continue;
        recorded += metric.counts[slot]!;
        pending += metric.counts[slot]! - (cursor?.counts[slot] ?? 0);
      }
    }
    const dropped = this.#host.dropped.copy(this.#doorBefore);
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

  resume(): void {
    this.#abandoned = undefined;
  }

  /** Called by the store when a series was taken out. */
  forget(metric: Metric, slot: number): void {
    const cursor = this.#cursors.get(metric);
    const records = metric.counts[slot]!;
    this.#removed += records;
    this.#dropped.add('removed', records - (cursor?.counts[slot] ?? 0));
    if (cursor !== undefined) toZero(cursor, metric, slot);
  }

  settle(snapshot: Snapshot, outcome: 'delivered' | DropReason, ambiguous: boolean): void {
    let records = 0;
    for (const family of snapshot.families) {
      for (let slot = 0; slot < family.slots; slot++) records += this.#advance(family, slot);
    }
    if (outcome === 'delivered') this.#delivered += records;
    else this.#dropped.add(outcome, records);
    if (ambiguous) this.#ambiguous += records;
    this.#since = snapshot.seconds;
  }

  settleSeries(family: Family, slot: number, reason: DropReason): void {
    this.#dropped.add(reason, this.#advance(family, slot));
  }

  close(snapshot: Snapshot): void {
    this.#host.closed(snapshot);
  }

  /** Moves the cursor of one series to the snapshot. Answers by how many records. */
  #advance(family: Family, slot: number): number {
    const { metric } = family;
    const created = family.created[slot]!;
    // A series that was removed meanwhile is accounted already; its slot is not reused while the snapshot is open.
    if (created < 0 || metric.created[slot] !== created) return 0;
    const cursor = this.#cursorOf(metric);
    const before = cursor.counts[slot]!;
    if (this.temporality === 'cumulative') {
      if (family.counts[slot]! <= before) return 0;
      cursor.counts[slot] = family.counts[slot]!;
      return family.counts[slot]! - before;
    }
    const records = family.counts[slot]!;
    if (records === 0) return 0;
    cursor.counts[slot] = before + records;
    family.counts[slot] = 0;
    if (family.kind === 'sum') cursor.values[slot]! += family.values[slot]!;
    if (family.kind === 'histogram') {
      cursor.values[slot]! += family.sums[slot]!;
      const { stride } = family.metric;
      for (let i = slot * stride; i < (slot + 1) * stride; i++) cursor.buckets[i]! += family.buckets[i]!;
    }
    return records;
  }

  #read(metric: Metric): Family {
    const { slots } = metric.index;
    const cursor = this.temporality === 'delta' ? this.#cursorOf(metric) : undefined;
    const columns = {
      slots,
      created: metric.created.slice(0, slots),
      counts: since(metric.counts, cursor?.counts, slots),
    };
    if (metric instanceof HistogramMetric) {
      return {
        ...columns,
        kind: 'histogram',
        metric,
        sums: since(metric.sums, cursor?.values, slots),
        buckets: since(metric.buckets, cursor?.buckets, slots * metric.stride),
        minima: metric.minima.slice(0, slots),
        maxima: metric.maxima.slice(0, slots),
      };
    }
    if (metric instanceof GaugeMetric)
      return { ...columns, kind: 'gauge', metric, values: metric.values.slice(0, slots) };
    return { ...columns, kind: 'sum', metric, values: since(metric.values, cursor?.values, slots) };
  }

  #cursorOf(metric: Metric): Cursor {
    let cursor = this.#cursors.get(metric);
    if (cursor === undefined) {
      cursor = { counts: EMPTY, values: EMPTY, buckets: EMPTY };
      this.#cursors.set(metric, cursor);
    }
    if (cursor.counts.length < metric.counts.length) {
      cursor.counts = grown(cursor.counts, metric.counts.length);
      if (this.temporality === 'delta') {
        cursor.values = grown(cursor.values, metric.counts.length);
        if (metric instanceof HistogramMetric) cursor.buckets = grown(cursor.buckets, metric.buckets.length);
      }
    }
    return cursor;
  }

  #startHere(): void {
    for (const metric of this.#host.metrics) {
      const cursor = this.#cursorOf(metric);
      cursor.counts.set(metric.counts);
      if (this.temporality === 'delta') {
        if (metric instanceof HistogramMetric) {
          cursor.values.set(metric.sums);
          cursor.buckets.set(metric.buckets);
        } else if (!(metric instanceof GaugeMetric)) {
          cursor.values.set(metric.values);
        }
      }
      for (let slot = 0; slot < metric.index.slots; slot++) {
        if (metric.isLive(slot)) this.#base += metric.counts[slot]!;
        else toZero(cursor, metric, slot);
      }
    }
  }
}

/** For a slot without a series: the next one in it begins at zero. */
function toZero(cursor: Cursor, metric: Metric, slot: number): void {
  if (slot >= cursor.counts.length) return;
  cursor.counts[slot] = 0;
  if (slot < cursor.values.length) cursor.values[slot] = 0;
  if (!(metric instanceof HistogramMetric) || cursor.buckets.length === 0) return;
  cursor.buckets.fill(0, slot * metric.stride, (slot + 1) * metric.stride);
}

/** A copy of the first `length` entries, less those of the cursor. */
function since(column: Float64Array, cursor: Float64Array | undefined, length: number): Float64Array {
  const copy = column.slice(0, length);
  if (cursor !== undefined) for (let i = 0; i < length; i++) copy[i]! -= cursor[i]!;
  return copy;
}
