import type { Family, GaugeFamily, HistogramFamily, Metric } from '../../snapshot/snapshot.ts';
import type { GaugeMerge } from '../../views/view.ts';
import type { GaugeMetric } from '../metrics/gauge-metric.ts';
import type { HistogramMetric } from '../metrics/histogram-metric.ts';
import type { SumMetric } from '../metrics/sum-metric.ts';

/**
 * The series of a family under those of `target`, a metric of its kind and layout: sums and distributions add up to what
 * the target's columns hold already, gauges merge by their rule.
 * @param targets for each slot of the family that of the target
 */
export function mergedFamily(family: Family, target: Metric, targets: Int32Array, merge: GaugeMerge): Family {
  const { slots } = target.index;
  const columns = {
    slots,
    temporality: family.temporality,
    created: target.created.slice(0, slots),
    counts: added(target.counts.slice(0, slots), family.counts, family, targets),
  };
  switch (family.kind) {
    case 'sum': {
      const metric = target as SumMetric;
      const values = added(metric.values.slice(0, slots), family.values, family, targets);
      return { ...columns, kind: 'sum', metric, values };
    }
    case 'gauge':
      return {
        ...columns,
        kind: 'gauge',
        metric: target as GaugeMetric,
        values: gauges(family, slots, targets, merge),
      };
    case 'histogram':
      return { ...columns, ...distributions(family, target as HistogramMetric, targets) };
  }
}

/** One value out of those of some slots of a gauge. */
export function mergedGauge(
  metric: GaugeMetric,
  values: Float64Array,
  slots: readonly number[],
  merge: GaugeMerge,
): number {
  const { order } = metric;
  return slots
    .map((slot) => [values[slot]!, order?.[slot] ?? 0] as const)
    .reduce((a, b) => mergedValue(a, b, merge))[0];
}

type Ordered = readonly [value: number, order: number];

function mergedValue(a: Ordered, b: Ordered, merge: GaugeMerge): Ordered {
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

function gauges(family: GaugeFamily, slots: number, targets: Int32Array, merge: GaugeMerge): Float64Array {
  const from = Array.from({ length: slots }, (): number[] => []);
  each(family, targets, (slot, to) => from[to]!.push(slot));
  return Float64Array.from(from, (of) => (of.length === 0 ? 0 : mergedGauge(family.metric, family.values, of, merge)));
}

function distributions(
  family: HistogramFamily,
  metric: HistogramMetric,
  targets: Int32Array,
): Omit<HistogramFamily, 'slots' | 'temporality' | 'created' | 'counts'> {
  const { slots } = metric.index;
  const { stride } = metric;
  const exponential = metric.exponential?.copy(slots);
  const minima = metric.minima.slice(0, slots);
  const maxima = metric.maxima.slice(0, slots);
  each(family, targets, (from, to) => {
    if (family.exponential !== undefined) exponential?.merge(to, family.exponential, from);
    minima[to] = Math.min(minima[to]!, family.minima[from]!);
    maxima[to] = Math.max(maxima[to]!, family.maxima[from]!);
  });
  return {
    kind: 'histogram',
    metric,
    sums: added(metric.sums.slice(0, slots), family.sums, family, targets),
    buckets: added(metric.buckets.slice(0, slots * stride), family.buckets, family, targets, stride),
    exponential,
    minima,
    maxima,
  };
}

/** `column` with the entries of the family's `more` added, `width` of them a slot. */
function added(column: Float64Array, more: Float64Array, family: Family, targets: Int32Array, width = 1): Float64Array {
  each(family, targets, (from, to) => {
    for (let i = 0; i < width; i++) column[to * width + i]! += more[from * width + i]!;
  });
  return column;
}

function each({ slots, created }: Family, targets: Int32Array, visit: (from: number, to: number) => void): void {
  for (let from = 0; from < slots; from++) if (created[from]! >= 0) visit(from, targets[from]!);
}
