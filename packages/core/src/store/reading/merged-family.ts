import type { GaugeFamily, HistogramFamily, MetricFamily } from '../../snapshot/snapshot.ts';
import type { GaugeMerge } from '../../views/view.ts';
import type { WritableMetric } from '../metrics/create-metric.ts';
import type { GaugeMetric } from '../metrics/gauge-metric.ts';
import type { HistogramMetric } from '../metrics/histogram-metric.ts';
import { hiddenStart, NO_SERIES } from '../metrics/series-start.ts';
import type { SumMetric } from '../metrics/sum-metric.ts';

/**
 * Merges the series of a family into those of `target`, a metric of the same kind and layout: sums and distributions are
 * added to what the target's columns already hold, gauges are merged by their rule.
 * @param source the metric of the family
 * @param targets by slot of the family: the slot of the target
 */
export function mergeFamily(
  family: MetricFamily,
  source: WritableMetric,
  target: WritableMetric,
  targets: Int32Array,
  merge: GaugeMerge,
): MetricFamily {
  const { slots } = target.index;
  const columns = {
    slots,
    temporality: family.temporality,
    created: family.kind === 'sum' ? startsOf(family, target, targets) : target.created.slice(0, slots),
    counts: addEntries(target.counts.slice(0, slots), family.counts, family, targets),
  };
  switch (family.kind) {
    case 'sum': {
      const metric = target as SumMetric;
      const values = addEntries(metric.values.slice(0, slots), family.values, family, targets);
      return { ...columns, kind: 'sum', metric, values };
    }
    case 'gauge': {
      const values = mergeGauges(family, source as GaugeMetric, slots, targets, merge);
      return { ...columns, kind: 'gauge', metric: target as GaugeMetric, values };
    }
    case 'histogram':
      return { ...columns, ...mergeDistributions(family, target as HistogramMetric, targets) };
  }
}

/** Merges the values of some slots of a gauge into one. */
export function mergeGaugeValues(
  metric: GaugeMetric,
  values: Float64Array,
  slots: readonly number[],
  merge: GaugeMerge,
): number {
  const { order } = metric;
  return slots
    .map((slot) => [values[slot]!, order?.[slot] ?? 0] as const)
    .reduce((a, b) => mergeTwoValues(a, b, merge))[0];
}

type Ordered = readonly [value: number, order: number];

function mergeTwoValues(a: Ordered, b: Ordered, merge: GaugeMerge): Ordered {
  switch (merge) {
    case 'sum':
      return [a[0] + b[0], 0];
    case 'max':
      return a[0] >= b[0] ? a : b;
    case 'min':
      return a[0] <= b[0] ? a : b;
    case 'last':
      return a[1] > b[1] ? a : b;
  }
}

function mergeGauges(
  family: GaugeFamily,
  source: GaugeMetric,
  slots: number,
  targets: Int32Array,
  merge: GaugeMerge,
): Float64Array {
  const sources = Array.from({ length: slots }, (): number[] => []);
  forEachVisible(family, targets, (slot, to) => sources[to]!.push(slot));
  return Float64Array.from(sources, (from) =>
    from.length === 0 ? 0 : mergeGaugeValues(source, family.values, from, merge),
  );
}

function mergeDistributions(
  family: HistogramFamily,
  metric: HistogramMetric,
  targets: Int32Array,
): Omit<HistogramFamily, 'slots' | 'temporality' | 'created' | 'counts'> {
  const { slots } = metric.index;
  const { stride } = metric;
  const exponential = metric.exponential?.copy(slots);
  const minima = metric.minima.slice(0, slots);
  const maxima = metric.maxima.slice(0, slots);
  forEachVisible(family, targets, (from, to) => {
    if (family.exponential !== undefined) exponential?.merge(to, family.exponential, from);
    minima[to] = Math.min(minima[to]!, family.minima[from]!);
    maxima[to] = Math.max(maxima[to]!, family.maxima[from]!);
  });
  return {
    kind: 'histogram',
    metric,
    sums: addEntries(metric.sums.slice(0, slots), family.sums, family, targets),
    buckets: addEntries(metric.buckets.slice(0, slots * stride), family.buckets, family, targets, stride),
    exponential,
    minima,
    maxima,
  };
}

/** The start times of the target's series. A series is hidden while all its sources are. */
function startsOf(family: MetricFamily, target: WritableMetric, targets: Int32Array): Float64Array {
  const { slots } = target.index;
  const starts = target.created.slice(0, slots);
  const hidden = new Set<number>();
  for (let from = 0; from < family.slots; from++) {
    if (family.created[from]! < NO_SERIES) hidden.add(targets[from]!);
  }
  if (hidden.size === 0) return starts;
  forEachVisible(family, targets, (_from, to) => hidden.delete(to));
  for (const slot of hidden) starts[slot] = hiddenStart(starts[slot]!);
  return starts;
}

/**
 * Adds a column of the family to `column`, in place. The total of a hidden series stays part of a merged one, so that it does not
 * decrease; its change is added once the series is visible again.
 * @param width entries a slot
 */
function addEntries(
  column: Float64Array,
  entries: Float64Array,
  family: MetricFamily,
  targets: Int32Array,
  width = 1,
): Float64Array {
  const isTotal = family.kind === 'sum' && family.temporality === 'cumulative';
  const forEach = isTotal ? forEachSeries : forEachVisible;
  forEach(family, targets, (from, to) => {
    for (let i = 0; i < width; i++) column[to * width + i]! += entries[from * width + i]!;
  });
  return column;
}

function forEachSeries(
  { slots, created }: MetricFamily,
  targets: Int32Array,
  visit: (from: number, to: number) => void,
): void {
  for (let from = 0; from < slots; from++) if (created[from]! !== NO_SERIES) visit(from, targets[from]!);
}

function forEachVisible(
  { slots, created }: MetricFamily,
  targets: Int32Array,
  visit: (from: number, to: number) => void,
): void {
  for (let from = 0; from < slots; from++) if (created[from]! >= 0) visit(from, targets[from]!);
}
