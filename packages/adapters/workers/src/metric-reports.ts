import { type Family, type HistogramFamily, hasSeries, type Snapshot } from '@bot-metrics/core';
import type { MetricReport, SeriesReport } from './worker-message.ts';

/** What a delta snapshot has to report; metrics without news are left out. */
export function metricReports(snapshot: Snapshot): MetricReport[] {
  return snapshot.families.flatMap((family) => {
    // Skip SDK-internal metrics; the primary records its own.
    if (family.metric.own) return [];
    const series: SeriesReport[] = [];
    for (let slot = 0; slot < family.slots; slot++) {
      if (hasSeries(family, slot, 'delta')) series.push(seriesReport(family, slot));
    }
    if (series.length === 0) return [];
    const { name, type, description = '', unit = '', limit } = family.metric.definition;
    const layout = family.kind === 'histogram' ? { buckets: layoutOf(family) } : {};
    const labels = [...family.metric.index.names];
    const budget = limit === undefined ? {} : { limit };
    return [{ name, type, description, unit, labels, ...budget, ...layout, series }];
  });
}

function layoutOf({ metric, exponential }: HistogramFamily): readonly number[] | 'exponential' {
  return exponential === undefined ? Array.from(metric.bounds) : 'exponential';
}

function seriesReport(family: Family, slot: number): SeriesReport {
  const common = { labels: family.metric.labelsOf(slot), count: family.counts[slot]! };
  if (family.kind !== 'histogram') return { ...common, value: family.values[slot]! };
  const { metric, sums, minima, maxima, exponential } = family;
  const told = { ...common, value: sums[slot]!, min: minima[slot]!, max: maxima[slot]! };
  if (exponential === undefined) {
    return { ...told, buckets: [...family.buckets.subarray(slot * metric.stride, (slot + 1) * metric.stride)] };
  }
  const sign = (of: 'positive' | 'negative') => ({
    offset: exponential[of].offset(slot),
    bucketCounts: [...exponential[of].counts(slot)],
  });
  const scale = exponential.scale(slot);
  const zeroCount = exponential.zeros(slot);
  return { ...told, exponential: { scale, zeroCount, positive: sign('positive'), negative: sign('negative') } };
}
