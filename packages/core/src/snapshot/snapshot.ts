import type { ExponentialColumns } from '../store/columns/exponential-columns.ts';
import type { DropReason } from './account.ts';
import type { GaugeView, HistogramView, SumView } from './metric.ts';

/** Columns copied at one instant: entry `slot` of each belongs to the series in that slot. */
interface FamilyColumns {
  /** Slots run from 0 to `slots - 1`; skip those for which `hasSeries` is false. */
  readonly slots: number;
  /** Wall seconds at which each series began; negative in a slot without a visible series. */
  readonly created: Float64Array;
  /** Cumulative, or delta since the last settled snapshot. Up-down counters stay cumulative even for delta readers. */
  readonly temporality: 'cumulative' | 'delta';
  /** Records: since the series began, or, for a delta reader, since the last settled snapshot. */
  readonly counts: Float64Array;
}

/** A counter or an up-down counter in a snapshot. */
export interface SumFamily extends FamilyColumns {
  readonly kind: 'sum';
  readonly metric: SumView;
  /** Totals, or increments where `temporality` is delta. */
  readonly values: Float64Array;
}

/** A gauge in a snapshot. */
export interface GaugeFamily extends FamilyColumns {
  readonly kind: 'gauge';
  readonly metric: GaugeView;
  /** The last value of each series. */
  readonly values: Float64Array;
}

/** A histogram in a snapshot. */
export interface HistogramFamily extends FamilyColumns {
  readonly kind: 'histogram';
  readonly metric: HistogramView;
  readonly sums: Float64Array;
  /** Not cumulative over the buckets; series `s` has `metric.stride` entries, starting at `s * metric.stride`. */
  readonly buckets: Float64Array;
  /** Present for exponential buckets; `buckets` then has one bucket a series, for all observations. */
  readonly exponential: ExponentialColumns | undefined;
  /** Extremes of all observations of the series, also for a delta reader. */
  readonly minima: Float64Array;
  readonly maxima: Float64Array;
}

/** One metric in a snapshot. */
export type MetricFamily = SumFamily | GaugeFamily | HistogramFamily;

/** Whether a slot holds a series with something to export: for delta temporality, one with records since the last export. */
export function hasSeries(family: MetricFamily, slot: number, temporality: 'cumulative' | 'delta'): boolean {
  return family.created[slot]! >= 0 && (temporality === 'cumulative' || family.counts[slot]! > 0);
}

/** Some series of a family: those in slots from `from` up to, but not including, `to`. */
export interface SeriesRange {
  readonly family: MetricFamily;
  readonly from: number;
  readonly to: number;
}

/** Receives the outcome of a snapshot. */
export interface SnapshotOwner {
  settle(snapshot: Snapshot, outcome: 'delivered' | DropReason, ambiguous: boolean): void;
  settleRange(snapshot: Snapshot, range: SeriesRange, outcome: 'delivered' | DropReason, ambiguous: boolean): void;
  close(snapshot: Snapshot): void;
}

/**
 * The aggregate at one instant. It does not change while it is written, however long that takes and however much is recorded
 * meanwhile. Settle it exactly once: `acknowledge`, `refuse` or `release`. After that, the columns of a reader that `recycles`
 * belong to another snapshot.
 */
export class Snapshot {
  /** Wall seconds of the instant. */
  readonly seconds: number;
  /** Wall seconds of the previous snapshot, or of the reader's start: where a delta begins. */
  readonly sinceSeconds: number;
  /** In order of definition. */
  readonly families: readonly MetricFamily[];
  readonly #owner: SnapshotOwner;
  #open = true;

  constructor(seconds: number, sinceSeconds: number, families: readonly MetricFamily[], owner: SnapshotOwner) {
    this.seconds = seconds;
    this.sinceSeconds = sinceSeconds;
    this.families = families;
    this.#owner = owner;
  }

  /** The receiver has it. Set `ambiguous` if it was sent again after an attempt without a clear outcome. */
  acknowledge(options: { ambiguous?: boolean } = {}): void {
    this.#settle('delivered', options.ambiguous ?? false);
  }

  /** The receiver will never take it: drops its records for `reason`. */
  refuse(reason: DropReason): void {
    this.#settle(reason, false);
  }

  /** It was not delivered: its records stay pending, and the next snapshot contains them. */
  release(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#owner.close(this);
  }

  /** Drops the records of one series that cannot be sent. Call it before `acknowledge`. */
  dropSeries(family: MetricFamily, slot: number, reason: DropReason): void {
    this.refuseRange({ family, from: slot, to: slot + 1 }, reason);
  }

  /** As `acknowledge`, for some series; the rest of the snapshot remains to be settled. */
  acknowledgeRange(range: SeriesRange, options: { ambiguous?: boolean } = {}): void {
    if (this.#open) this.#owner.settleRange(this, range, 'delivered', options.ambiguous ?? false);
  }

  /** As `refuse`, for some series; the rest of the snapshot remains to be settled. */
  refuseRange(range: SeriesRange, reason: DropReason): void {
    if (this.#open) this.#owner.settleRange(this, range, reason, false);
  }

  #settle(outcome: 'delivered' | DropReason, ambiguous: boolean): void {
    if (!this.#open) return;
    this.#owner.settle(this, outcome, ambiguous);
    this.release();
  }
}
