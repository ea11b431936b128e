import type { MetricFamily } from '../../snapshot/snapshot.ts';
import { enlarge } from '../columns/column-pool.ts';
import type { WritableMetric } from '../metrics/create-metric.ts';
import type { RemovalReason } from '../metrics/metric-context.ts';
import { Cursor, recycle } from './cursor.ts';
import type { Projection } from './projection.ts';

/** One metric in a snapshot: as it is recorded, and as its reader sees it. */
export interface Part {
  readonly reading: MetricReading;
  readonly recorded: MetricFamily;
  readonly projected: MetricFamily;
  /** By projected slot: the undelivered records of removed series that the snapshot contains. */
  readonly retired: Float64Array | undefined;
}

/** A number of records, and how many of them are not delivered. */
export interface Tally {
  recorded: number;
  pending: number;
}

/** A removed series whose total stays in a projected series; an open snapshot may still contain it. */
interface RemovedSeries {
  /** Identifies the series among those that use its slot one after another. */
  readonly sequence: number;
  readonly projectedSlot: number;
  delivered: number;
}

/** One metric as one backend reads it: through its views, in its layout, from its position on. */
export class MetricReading {
  readonly source: WritableMetric;
  readonly #cursor: Cursor;
  #projection: Projection | undefined;
  /** Whether the totals of removed series stay in their projected series. Increments do not. */
  readonly #keepsTotals: boolean;
  /** By projected slot: the undelivered records of removed series. */
  #retired: Float64Array = new Float64Array(0);
  /** By slot of the source. */
  readonly #removed = new Map<number, RemovedSeries>();

  /** @param observed the temporality of observable counters for a delta reader */
  constructor(
    source: WritableMetric,
    temporality: 'cumulative' | 'delta',
    observed: 'cumulative' | 'delta',
    projection: Projection | undefined,
  ) {
    this.source = source;
    this.#cursor = new Cursor(source, temporality, observed);
    this.#projection = projection;
    this.#keepsTotals = temporality === 'cumulative' && source.kind !== 'gauge';
  }

  /** Replaces the views. For delta readers only: they keep nothing of removed series. */
  replaceProjection(projection: Projection | undefined): void {
    this.#projection = projection;
    this.#retired = new Float64Array(0);
  }

  /** Whether a label of the metric has an effect on what the backend sees. */
  sees(label: string): boolean {
    return this.#projection?.hides(label) !== true;
  }

  /** Allocates the memory for `read`, in steps between which the event loop can run. */
  prepare(): Iterable<undefined> {
    return this.#cursor.prepare();
  }

  /** @param now wall seconds; no series of the part starts later */
  read(now: number): Part {
    this.#cursor.grow();
    const recorded = this.#cursor.read();
    if (this.source.latestStart > now) limitStarts(recorded.created, now);
    if (this.#projection === undefined) return { reading: this, recorded, projected: recorded, retired: undefined };
    const projected = this.#projection.project(recorded);
    if (this.source.latestStart > now) limitStarts(projected.created, now);
    return { reading: this, recorded, projected, retired: this.#retired.slice(0, projected.slots) };
  }

  /** Returns the memory of a part to the metric. */
  recycle({ recorded }: Part): void {
    recycle(this.source, recorded);
  }

  /** Marks a part as delivered. Returns the number of its records. */
  advance(part: Part): number {
    let records = this.#advance(part, 0, part.recorded.slots);
    for (let slot = 0; slot < (part.retired?.length ?? 0); slot++) records += this.#advanceRetired(part, slot);
    return records;
  }

  /** As `advance`, for the projected slots from `from` up to, but not including, `to`. */
  advanceRange(part: Part, from: number, to: number): number {
    if (this.#projection === undefined) return this.#advance(part, from, to);
    const sources = this.#projection.findSources(from, to);
    for (const [source, { projectedSlot }] of this.#removed) {
      if (from <= projectedSlot && projectedSlot < to) sources.push(source);
    }
    let records = 0;
    for (const source of sources) records += this.#advance(part, source, source + 1);
    for (let slot = from; slot < to; slot++) records += this.#advanceRetired(part, slot);
    return records;
  }

  /** Skips everything recorded so far. Returns the number of records. */
  skipToEnd(): number {
    const { source } = this;
    this.#cursor.grow();
    this.#cursor.skipToEnd();
    let records = 0;
    for (let slot = 0; slot < source.index.slots; slot++) {
      if (source.isUsed(slot)) records += source.counts[slot]!;
      else this.#cursor.forget(slot);
    }
    return records;
  }

  tally(): Tally {
    const tally = { recorded: 0, pending: 0 };
    for (let slot = 0; slot < this.source.index.slots; slot++) {
      if (!this.source.isUsed(slot)) continue;
      tally.recorded += this.source.counts[slot]!;
      tally.pending += this.source.counts[slot]! - (this.#cursor.counts[slot] ?? 0);
    }
    for (let slot = 0; slot < this.#retired.length; slot++) {
      tally.recorded += this.#projection?.target.counts[slot] ?? 0;
      tally.pending += this.#retired[slot]!;
    }
    return tally;
  }

  isPending(slot: number): boolean {
    return this.source.counts[slot]! > (this.#cursor.counts[slot] ?? 0);
  }

  /** Forgets a removed series. Returns the records that are removed with it. */
  forget(slot: number, reason: RemovalReason): Tally {
    const records = this.source.counts[slot]!;
    const delivered = this.#cursor.counts[slot] ?? 0;
    this.#cursor.forget(slot);
    const tally = { recorded: records, pending: records - delivered };
    return this.#projection === undefined ? tally : this.#forgetProjected(this.#projection, slot, reason, tally);
  }

  /** Called before the total of a series starts again from 0. */
  restart(slot: number): void {
    const { source } = this;
    if (source.kind !== 'sum') return;
    this.#cursor.restart(slot, source.values[slot]!);
    if (!this.#cursor.isDelta) this.#projection?.restart(slot);
  }

  /** Keeps the total of a projected series when one of several source series is removed, or when a series expires. */
  #forgetProjected(projection: Projection, slot: number, reason: RemovalReason, tally: Tally): Tally {
    const { target } = projection;
    const projectedSlot = projection.forget(slot);
    const isLast = !projection.hasSources(projectedSlot);
    if (target.counts.length > this.#retired.length) this.#retired = enlarge(this.#retired, target.counts.length);
    if (this.#keepsTotals && (reason === 'expired' || (reason === 'removed' && !isLast))) {
      projection.absorb(projectedSlot, slot);
      this.#retired[projectedSlot]! += tally.pending;
      const delivered = tally.recorded - tally.pending;
      this.#removed.set(slot, { sequence: this.source.sequences[slot]!, projectedSlot, delivered });
      return { recorded: 0, pending: 0 };
    }
    if (!isLast) return tally;
    const total = {
      recorded: tally.recorded + target.counts[projectedSlot]!,
      pending: tally.pending + this.#retired[projectedSlot]!,
    };
    this.#retired[projectedSlot] = 0;
    target.removeSlot(projectedSlot, reason);
    target.empty(projectedSlot);
    return total;
  }

  #advance({ recorded }: Part, from: number, to: number): number {
    return this.#cursor.advance(recorded, from, Math.min(to, recorded.slots), (slot) =>
      this.#advanceRemoved(slot, recorded.counts[slot]!),
    );
  }

  /** The records of a removed series were accounted at its removal, unless its total stays in a projected series. */
  #advanceRemoved(slot: number, records: number): number {
    const removed = this.#removed.get(slot);
    if (removed === undefined || removed.sequence !== this.source.sequences[slot]) return 0;
    const advanced = this.#deliverRetired(removed.projectedSlot, records - removed.delivered);
    removed.delivered += advanced;
    return advanced;
  }

  #advanceRetired({ retired, projected }: Part, slot: number): number {
    if (retired === undefined || projected.created[slot]! < 0 || !this.#projection?.target.isUsed(slot)) return 0;
    const advanced = this.#deliverRetired(slot, retired[slot] ?? 0);
    retired[slot]! -= advanced;
    return advanced;
  }

  #deliverRetired(slot: number, records: number): number {
    const advanced = Math.max(0, Math.min(records, this.#retired[slot] ?? 0));
    if (advanced > 0) this.#retired[slot]! -= advanced;
    return advanced;
  }
}

/** After the clock was set back. Hidden series are negative. */
function limitStarts(created: Float64Array, now: number): void {
  for (let slot = 0; slot < created.length; slot++) if (created[slot]! > now) created[slot] = now;
}
