import { type HistogramFamily, hasSeries, type MetricFamily, type Snapshot } from '@bot-metrics/core/backend';
import type { MetricReport, SeriesReport } from './worker-message.ts';

/** The contents of a delta snapshot as reports; unchanged metrics are left out. */
export function metricReports(snapshot: Snapshot): MetricReport[] {
  return snapshot.families.flatMap((family) => {
    // Skip SDK-internal metrics; the primary records its own.
    if (family.metric.internal) return [];
    const series: SeriesReport[] = [];
    for (let slot = 0; slot < family.slots; slot++) {
      if (hasSeries(family, slot, 'delta')) series.push(seriesReport(family, slot));
    }
    if (series.length === 0) return [];
    const { name, type, description = '', unit = '', limit } = family.metric.definition;
    const layout = family.kind === 'histogram' ? { buckets: readLayout(family) } : {};
    const labels = [...family.metric.index.names];
    const budget = limit === undefined ? {} : { limit };
    return [{ name, type, description, unit, labels, ...budget, ...layout, series }];
  });
}

function readLayout({ metric, exponential }: HistogramFamily): readonly number[] | 'exponential' {
  return exponential === undefined ? Array.from(metric.bounds) : 'exponential';
}

function seriesReport(family: MetricFamily, slot: number): SeriesReport {
  const common = { labels: family.metric.labelsOf(slot), count: family.counts[slot]! };
  if (family.kind !== 'histogram') return { ...common, value: family.values[slot]! };
  const { metric, sums, minima, maxima, exponential } = family;
  const figures = { ...common, value: sums[slot]!, min: minima[slot]!, max: maxima[slot]! };
  if (exponential === undefined) {
    return { ...figures, buckets: [...family.buckets.subarray(slot * metric.stride, (slot + 1) * metric.stride)] };
  }
  const sign = (of: 'positive' | 'negative') => ({
    offset: exponential[of].offset(slot),
    bucketCounts: [...exponential[of].counts(slot)],
  });
  const scale = exponential.scale(slot);
  const zeroCount = exponential.zeros(slot);
  return { ...figures, exponential: { scale, zeroCount, positive: sign('positive'), negative: sign('negative') } };
}
