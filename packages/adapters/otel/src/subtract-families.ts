import type { HistogramFamily, MetricFamily } from '@bot-metrics/core/backend';
import { startOf } from '@bot-metrics/core/encoding';

/** Computes the changes between two cumulative snapshots of a store, as for a delta reader. */
export function subtractFamilies(earlier: readonly MetricFamily[], later: readonly MetricFamily[]): MetricFamily[] {
  const before = new Map(earlier.map((family) => [family.metric.definition.name, family]));
  return later.map((total) => {
    const { name, type } = total.metric.definition;
    const base = before.get(name);
    const family: MetricFamily = type === 'upDownCounter' ? total : { ...total, temporality: 'delta' };
    if (base === undefined) return family;
    const { created } = family;
    const counts = subtract(family.counts, base.counts, created, base.created, 1);
    if (family.kind === 'gauge' || type === 'upDownCounter') return { ...family, counts };
    if (family.kind === 'sum' && base.kind === 'sum') {
      return { ...family, counts, values: subtract(family.values, base.values, created, base.created, 1) };
    }
    return family.kind === 'histogram' && base.kind === 'histogram' ? subtractHistogram(family, base, counts) : family;
  });
}

function subtractHistogram(family: HistogramFamily, base: HistogramFamily, counts: Float64Array): HistogramFamily {
  const { created } = family;
  return {
    ...family,
    counts,
    sums: subtract(family.sums, base.sums, created, base.created, 1),
    buckets: subtract(family.buckets, base.buckets, created, base.created, family.metric.stride),
    exponential: subtractExponential(family, base),
  };
}

function subtractExponential(family: HistogramFamily, base: HistogramFamily): HistogramFamily['exponential'] {
  const interval = family.exponential?.copy(family.slots);
  if (interval === undefined || base.exponential === undefined) return undefined;
  for (let slot = 0; slot < base.slots; slot++) {
    if (startOf(family.created[slot]!) === startOf(base.created[slot]!))
      interval.subtract(slot, base.exponential, slot);
  }
  return interval;
}

/** Returns a copy of `column` minus `base`, in slots that hold the same series in both. A slot has `width` entries. */
function subtract(
  column: Float64Array,
  base: Float64Array,
  created: Float64Array,
  baseCreated: Float64Array,
  width: number,
): Float64Array {
  const copy = column.slice();
  for (let slot = 0; slot < baseCreated.length; slot++) {
    if (startOf(created[slot]!) !== startOf(baseCreated[slot]!)) continue;
    for (let i = slot * width; i < (slot + 1) * width; i++) copy[i]! -= base[i]!;
  }
  return copy;
}
