import type { Family, Metric } from '../../snapshot/snapshot.ts';
import type { Retirement } from '../metrics/metric-host.ts';
import { grown } from '../metrics/stored-metric.ts';
import { Cursor } from './cursor.ts';
import type { Projection } from './projection.ts';

/** One metric in a snapshot: as it is recorded, and as its reader sees it. */
export interface Part {
  readonly reading: MetricReading;
  readonly recorded: Family;
  readonly seen: Family;
  /** By slot as it is seen: records of series that are gone which it delivers. */
  readonly left: Float64Array | undefined;
}

/** Records that came, and those of them that are not delivered. */
export interface Tally {
  recorded: number;
  pending: number;
}

/** One metric as one backend reads it: through its views, in the layout that it wants, from where it stopped. */
export class MetricReading {
  readonly source: Metric;
  readonly #cursor: Cursor;
  #projection: Projection | undefined;
  /** Of series that are gone only totals are left, and changes are not. */
  readonly #keepsTotals: boolean;
  /** By slot as it is seen: records of series that are gone which are not delivered yet. */
  #left: Float64Array = new Float64Array(0);
  /** By slot of the source: where the series went that was in it, and how far it was delivered. A snapshot may hold it still. */
  readonly #gone = new Map<number, { readonly created: number; readonly to: number; delivered: number }>();

  /** @param observed how a delta reader gets observable counters */
  constructor(
    source: Metric,
    temporality: 'cumulative' | 'delta',
    observed: 'cumulative' | 'delta',
    projection: Projection | undefined,
  ) {
    this.source = source;
    this.#cursor = new Cursor(source, temporality, observed);
    this.#projection = projection;
    this.#keepsTotals = temporality === 'cumulative' && source.kind !== 'gauge';
  }

  /** From now on the series are seen otherwise. Only of changes: there nothing is left of series that are gone. */
  seeThrough(projection: Projection | undefined): void {
    this.#projection = projection;
    this.#left = new Float64Array(0);
  }

  /** Gets the memory that `read` takes, in steps between which the event loop may have its turn. */
  prepare(): Iterable<undefined> {
    return this.#cursor.prepare();
  }

  read(): Part {
    this.#cursor.grow();
    const recorded = this.#cursor.read();
    if (this.#projection === undefined) return { reading: this, recorded, seen: recorded, left: undefined };
    const seen = this.#projection.project(recorded);
    return { reading: this, recorded, seen, left: this.#left.slice(0, seen.slots) };
  }

  /** Moves on to what was read. Answers by how many records. */
  advance(part: Part): number {
    let records = this.#advance(part, 0, part.recorded.slots);
    for (let slot = 0; slot < (part.left?.length ?? 0); slot++) records += this.#advanceLeft(part, slot);
    return records;
  }

  /** The same of the series, as they are seen, in slots from `from` up to, but not including, `to`. */
  advanceRange(part: Part, from: number, to: number): number {
    if (this.#projection === undefined) return this.#advance(part, from, to);
    const sources = this.#projection.sourcesOf(from, to);
    for (const [source, gone] of this.#gone) if (from <= gone.to && gone.to < to) sources.push(source);
    let records = 0;
    for (const source of sources) records += this.#advance(part, source, source + 1);
    for (let slot = from; slot < to; slot++) records += this.#advanceLeft(part, slot);
    return records;
  }

  /** Leaves out what was recorded so far. Answers how many records that is. */
  startHere(): number {
    const { source } = this;
    this.#cursor.grow();
    this.#cursor.startHere();
    let records = 0;
    for (let slot = 0; slot < source.index.slots; slot++) {
      if (source.isLive(slot)) records += source.counts[slot]!;
      else this.#cursor.forget(slot);
    }
    return records;
  }

  tally(): Tally {
    const tally = { recorded: 0, pending: 0 };
    for (let slot = 0; slot < this.source.index.slots; slot++) {
      if (!this.source.isLive(slot)) continue;
      tally.recorded += this.source.counts[slot]!;
      tally.pending += this.source.counts[slot]! - (this.#cursor.counts[slot] ?? 0);
    }
    for (let slot = 0; slot < this.#left.length; slot++) {
      tally.recorded += this.#projection?.target.counts[slot] ?? 0;
      tally.pending += this.#left[slot]!;
    }
    return tally;
  }

  isPending(slot: number): boolean {
    return this.source.counts[slot]! > (this.#cursor.counts[slot] ?? 0);
  }

  /** A series is gone. Answers those of its records that go with it. */
  forget(slot: number, why: Retirement): Tally {
    const records = this.source.counts[slot]!;
    const delivered = this.#cursor.counts[slot] ?? 0;
    this.#cursor.forget(slot);
    const gone = { recorded: records, pending: records - delivered };
    return this.#projection === undefined ? gone : this.#forgetSeen(this.#projection, slot, why, gone);
  }

  /** No total falls because one series of several is gone, or because time went by. */
  #forgetSeen(projection: Projection, slot: number, why: Retirement, gone: Tally): Tally {
    const { target } = projection;
    const to = projection.forget(slot);
    const isLast = !projection.hasSources(to);
    if (target.counts.length > this.#left.length) this.#left = grown(this.#left, target.counts.length);
    if (this.#keepsTotals && (why === 'expired' || (why === 'removed' && !isLast))) {
      projection.absorb(to, slot);
      this.#left[to]! += gone.pending;
      this.#gone.set(slot, { created: this.source.created[slot]!, to, delivered: gone.recorded - gone.pending });
      return { recorded: 0, pending: 0 };
    }
    if (!isLast) return gone;
    const both = { recorded: gone.recorded + target.counts[to]!, pending: gone.pending + this.#left[to]! };
    this.#left[to] = 0;
    target.removeSlot(to, why);
    target.empty(to);
    return both;
  }

  #advance({ recorded }: Part, from: number, to: number): number {
    return this.#cursor.advance(recorded, from, Math.min(to, recorded.slots), (slot) =>
      this.#advanceGone(slot, recorded.created[slot]!, recorded.counts[slot]!),
    );
  }

  /** The records of a series that is gone are accounted already, unless they stay in a total. */
  #advanceGone(slot: number, created: number, records: number): number {
    const gone = this.#gone.get(slot);
    if (gone?.created !== created) return 0;
    const advanced = this.#deliverLeft(gone.to, records - gone.delivered);
    gone.delivered += advanced;
    return advanced;
  }

  #advanceLeft({ left, seen }: Part, slot: number): number {
    if (left === undefined || this.#projection?.target.created[slot] !== seen.created[slot]) return 0;
    const advanced = this.#deliverLeft(slot, left[slot] ?? 0);
    left[slot]! -= advanced;
    return advanced;
  }

  #deliverLeft(slot: number, records: number): number {
    const advanced = Math.max(0, Math.min(records, this.#left[slot] ?? 0));
    if (advanced > 0) this.#left[slot]! -= advanced;
    return advanced;
  }
}
