import type { Account } from './account.ts';
import { Cursor } from './cursor.ts';
import { DropCounts, type DropReason } from './drop-reason.ts';
import { type Family, type Metric, Snapshot, type SnapshotOwner } from './snapshot.ts';

/** Whose view of a store it is, and where it begins. */
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
  #left: Account | undefined;

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
      if (metric.index.slots > 0) families.push(this.#cursorOf(metric).read());
    }
    const now = this.#host.now();
    const snapshot = new Snapshot(now, this.#since, families, this);
    this.#host.opened(snapshot);
    return snapshot;
  }

  account(): Account {
    if (this.#left !== undefined) return this.#left;
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

  /** The backend has left: its account stays as it is, whatever is recorded from now on. */
  leave(): void {
    this.#left ??= this.account();
  }

  /** The backend is back, and goes on where it stopped. */
  resume(): void {
    this.#abandoned = undefined;
    this.#left = undefined;
  }

  /** Called by the store when a series was taken out. */
  forget(metric: Metric, slot: number): void {
    const cursor = this.#cursors.get(metric);
    const records = metric.counts[slot]!;
    this.#removed += records;
    this.#dropped.add('removed', records - (cursor?.counts[slot] ?? 0));
    if (cursor !== undefined) cursor.forget(slot);
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
    return this.#cursorOf(metric).advance(family, slot);
  }

  #cursorOf(metric: Metric): Cursor {
    let cursor = this.#cursors.get(metric);
    if (cursor === undefined) {
      cursor = new Cursor(metric, this.temporality);
      this.#cursors.set(metric, cursor);
    }
    cursor.grow();
    return cursor;
  }

  #startHere(): void {
    for (const metric of this.#host.metrics) {
      const cursor = this.#cursorOf(metric);
      cursor.startHere();
      for (let slot = 0; slot < metric.index.slots; slot++) {
        if (metric.isLive(slot)) this.#base += metric.counts[slot]!;
        else cursor.forget(slot);
      }
    }
  }
}
