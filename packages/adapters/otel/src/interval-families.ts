import type { HistogramFamily, MetricFamily } from '@bot-metrics/core/backend';

/** Changes between two cumulative snapshots of one store, as a delta reader would give them. */
export function intervalFamilies(earlier: readonly MetricFamily[], later: readonly MetricFamily[]): MetricFamily[] {
  const before = new Map(earlier.map((family) => [family.metric.definition.name, family]));
  return later.map((total) => {
    const { name, type } = total.metric.definition;
    const base = before.get(name);
    const family: MetricFamily = type === 'upDownCounter' ? total : { ...total, temporality: 'delta' };
    if (base === undefined) return family;
    const { created } = family;
    const counts = less(family.counts, base.counts, created, base.created, 1);
    if (family.kind === 'gauge' || type === 'upDownCounter') return { ...family, counts };
    if (family.kind === 'sum' && base.kind === 'sum') {
      return { ...family, counts, values: less(family.values, base.values, created, base.created, 1) };
    }
    return family.kind === 'histogram' && base.kind === 'histogram' ? histogramInterval(family, base, counts) : family;
  });
}

function histogramInterval(family: HistogramFamily, base: HistogramFamily, counts: Float64Array): HistogramFamily {
  const { created } = family;
  return {
    ...family,
    counts,
    sums: less(family.sums, base.sums, created, base.created, 1),
    buckets: less(family.buckets, base.buckets, created, base.created, family.metric.stride),
    exponential: exponentialInterval(family, base),
  };
}

function exponentialInterval(family: HistogramFamily, base: HistogramFamily): HistogramFamily['exponential'] {
  const interval = family.exponential?.copy(family.slots);
  if (interval === undefined || base.exponential === undefined) return undefined;
  for (let slot = 0; slot < base.slots; slot++) {
    if (family.created[slot] === base.created[slot]) interval.subtract(slot, base.exponential, slot);
  }
  return interval;
}

/** A copy of `column`, less `base` in the slots that hold the same series in both; a slot has `width` entries. */
function less(
  column: Float64Array,
  base: Float64Array,
  created: Float64Array,
  baseCreated: Float64Array,
  width: number,
): Float64Array {
  const copy = column.slice();
  for (let slot = 0; slot < baseCreated.length; slot++) {
    if (created[slot] !== baseCreated[slot]) continue;
    for (let i = slot * width; i < (slot + 1) * width; i++) copy[i]! -= base[i]!;
  }
  return copy;
}
