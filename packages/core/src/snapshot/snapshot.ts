import type { ExponentialColumns } from '../store/metrics/exponential-columns.ts';
import type { GaugeMetric } from '../store/metrics/gauge-metric.ts';
import type { HistogramMetric } from '../store/metrics/histogram-metric.ts';
import type { SumMetric } from '../store/metrics/sum-metric.ts';
import type { DropReason } from './drop-reason.ts';

/** The metrics that a store holds, by the kind of their columns. */
export type Metric = SumMetric | GaugeMetric | HistogramMetric;

/** Columns copied at one instant: entry `slot` of each belongs to the series in that slot. */
interface FamilyColumns {
  /** Slots run from 0 to `slots - 1`; skip those that `hasSeries` denies. */
  readonly slots: number;
  /** Wall seconds at which each series began; -1 in a slot without a series. */
  readonly created: Float64Array;
  /** Totals, or changes since the last settled snapshot. A delta reader, too, gets totals of what only has these. */
  readonly temporality: 'cumulative' | 'delta';
  /** Records: since the series began, or, for a delta reader, since the last settled snapshot. */
  readonly counts: Float64Array;
}

/** Totals; of a counter, but not of an up-down counter, the changes for a delta reader. */
export interface SumFamily extends FamilyColumns {
  readonly kind: 'sum';
  readonly metric: SumMetric;
  readonly values: Float64Array;
}

/** Last values. */
export interface GaugeFamily extends FamilyColumns {
  readonly kind: 'gauge';
  readonly metric: GaugeMetric;
  readonly values: Float64Array;
}

/** Distributions, or their changes for a delta reader. */
export interface HistogramFamily extends FamilyColumns {
  readonly kind: 'histogram';
  readonly metric: HistogramMetric;
  readonly sums: Float64Array;
  /** Not cumulative over the buckets; series `s` has `metric.stride` of them from `s * metric.stride` on. */
  readonly buckets: Float64Array;
  /** Of a metric with exponential buckets, which has but one explicit bucket for all its observations. */
  readonly exponential: ExponentialColumns | undefined;
  /** Of all observations of the series, also for a delta reader. */
  readonly minima: Float64Array;
  readonly maxima: Float64Array;
}

/** One metric in a snapshot. */
export type Family = SumFamily | GaugeFamily | HistogramFamily;

/** Whether a slot of the family holds a series with something to tell. */
export function hasSeries(family: Family, slot: number, temporality: 'cumulative' | 'delta'): boolean {
  return family.created[slot]! >= 0 && (temporality === 'cumulative' || family.counts[slot]! > 0);
}

/** Some series of a family: those in slots from `from` up to, but not including, `to`. */
export interface SeriesRange {
  readonly family: Family;
  readonly from: number;
  readonly to: number;
}

/** What a snapshot tells its reader when it is settled. */
export interface SnapshotOwner {
  settle(snapshot: Snapshot, outcome: 'delivered' | DropReason, ambiguous: boolean): void;
  settleRange(snapshot: Snapshot, range: SeriesRange, outcome: 'delivered' | DropReason, ambiguous: boolean): void;
  close(snapshot: Snapshot): void;
}

/**
 * The aggregate at one instant. It does not change while it is written out, however long that takes and however much is
 * recorded meanwhile. Settle it exactly once: `acknowledge`, `refuse` or `release`; from then on the columns of a reader that
 * `recycles` are another snapshot's.
 */
export class Snapshot {
  /** Wall seconds of the instant. */
  readonly seconds: number;
  /** Wall seconds of the snapshot before, or of the reader's start: where a delta begins. */
  readonly sinceSeconds: number;
  /** In order of definition. */
  readonly families: readonly Family[];
  readonly #owner: SnapshotOwner;
  #open = true;

  constructor(seconds: number, sinceSeconds: number, families: readonly Family[], owner: SnapshotOwner) {
    this.seconds = seconds;
    this.sinceSeconds = sinceSeconds;
    this.families = families;
    this.#owner = owner;
  }

  /** The receiver has it. `ambiguous` where it was sent again after an answer in doubt. */
  acknowledge(options: { ambiguous?: boolean } = {}): void {
    this.#settle('delivered', options.ambiguous ?? false);
  }

  /** The receiver will never take it: its records are dropped for `reason`. */
  refuse(reason: DropReason): void {
    this.#settle(reason, false);
  }

  /** It was not delivered: its records stay pending, and the next snapshot contains them. */
  release(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#owner.close(this);
  }

  /** Drops the records of one series, which cannot be sent. Call it before `acknowledge`. */
  dropSeries(family: Family, slot: number, reason: DropReason): void {
    this.refuseRange({ family, from: slot, to: slot + 1 }, reason);
  }

  /** As `acknowledge`, for some series; the rest of the snapshot is still to be settled. */
  acknowledgeRange(range: SeriesRange, options: { ambiguous?: boolean } = {}): void {
    if (this.#open) this.#owner.settleRange(this, range, 'delivered', options.ambiguous ?? false);
  }

  /** As `refuse`, for some series; the rest of the snapshot is still to be settled. */
  refuseRange(range: SeriesRange, reason: DropReason): void {
    if (this.#open) this.#owner.settleRange(this, range, reason, false);
  }

  #settle(outcome: 'delivered' | DropReason, ambiguous: boolean): void {
    if (!this.#open) return;
    this.#owner.settle(this, outcome, ambiguous);
    this.release();
  }
}
