import { type MetricDefinition, type MetricsBackendPort, secondsBuckets } from '@bot-metrics/core';
import type { DefinedMetrics } from './defined-metrics.ts';
import { type LabelSets, labelSets } from './label-sets.ts';

/** What a metric can come to at most. */
export interface MetricEstimate extends LabelSets {
  readonly metric: string;
  /** Series by backend; a backend from which a view keeps the metric is not there. */
  readonly series: Readonly<Record<string, number>>;
}

/** A backend of a configuration. */
export interface EstimatedBackend {
  readonly kind: string;
  readonly backend?: MetricsBackendPort;
}

/** @param backends by name */
export function seriesEstimates(
  metrics: DefinedMetrics,
  backends: ReadonlyMap<string, EstimatedBackend>,
): MetricEstimate[] {
  const estimates = new Map<string, { sets: LabelSets; series: Record<string, number> }>();
  for (const definition of metrics.all) {
    estimates.set(definition.name, { sets: labelSets(definition), series: {} });
  }
  for (const [name, { kind, backend }] of backends) {
    for (const definition of metrics.seenBy(name, backend)) {
      const sets = labelSets(definition);
      const estimate = estimates.get(definition.name) ?? { sets, series: {} };
      estimate.series[name] = sets.atMost * seriesPerSet(definition, kind);
      estimates.set(definition.name, estimate);
    }
  }
  return [...estimates].map(([metric, { sets, series }]) => ({ metric, ...sets, series }));
}

/** A receiver of Prometheus's kind keeps each bucket as a series, one for `+Inf`, the sum and the count. */
function seriesPerSet({ type, buckets = secondsBuckets }: MetricDefinition, kind: string): number {
  const hasBuckets = type === 'histogram' && buckets !== 'exponential' && (kind === 'prometheus' || kind === 'otlp');
  return hasBuckets ? buckets.length + 3 : 1;
}
