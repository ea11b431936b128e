import { hasSeries, type MetricFamily } from '../snapshot/snapshot.ts';

/** One series of a counter, an up-down counter or a gauge. */
export interface NumberSeries {
  readonly kind: 'sum' | 'gauge';
  /** Without labels whose value is empty. */
  readonly labels: Readonly<Record<string, string>>;
  /** Wall seconds at which the series started. */
  readonly startSeconds: number;
  /** A gauge's last value; a sum's total, or for a delta its change. */
  readonly value: number;
}

/** One series of a histogram. Of a delta, count, sum and buckets are changes. */
export interface HistogramSeries {
  readonly kind: 'histogram';
  /** Without labels whose value is empty. */
  readonly labels: Readonly<Record<string, string>>;
  /** Wall seconds at which the series started. */
  readonly startSeconds: number;
  readonly count: number;
  readonly sum: number;
  /** Counts per bucket with inclusive upper bounds, not cumulative; the last bound is Infinity. */
  readonly buckets: readonly { readonly upTo: number; readonly count: number }[];
}

/** One series of a metric. */
export type Series = NumberSeries | HistogramSeries;

/**
 * The series of a family as objects, for backends to which the cost of an object per series does not matter. Slots without a
 * point are left out. Pass `from` and `to` for a part of the family, as in a batch.
 */
export function* seriesOf(family: MetricFamily, from = 0, to: number = family.slots): Generator<Series> {
  for (let slot = from; slot < to; slot++) {
    if (!hasSeries(family, slot, family.temporality)) continue;
    const labels = Object.fromEntries(family.metric.labelsOf(slot));
    const startSeconds = family.created[slot]!;
    if (family.kind !== 'histogram') {
      yield { kind: family.kind, labels, startSeconds, value: family.values[slot]! };
      continue;
    }
    const { stride, bounds } = family.metric;
    const counts = Array.from(family.buckets.subarray(slot * stride, (slot + 1) * stride));
    const buckets = counts.map((count, i) => ({ upTo: bounds[i] ?? Infinity, count }));
    yield { kind: 'histogram', labels, startSeconds, count: family.counts[slot]!, sum: family.sums[slot]!, buckets };
  }
}
