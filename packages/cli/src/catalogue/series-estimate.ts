import { type MetricDefinition, type MetricsBackendPort, secondsBuckets } from '@bot-metrics/core';
import type { DefinedMetrics } from './defined-metrics.ts';
import { type LabelSets, labelSets } from './label-sets.ts';

/** The maximum size of a metric. */
export interface MetricEstimate extends LabelSets {
  readonly metric: string;
  /** Series per backend, without backends for which a view disables the metric. */
  readonly series: Readonly<Record<string, number>>;
}

/** A configured backend. */
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

/** Prometheus-like receivers store one series per bucket including `+Inf`, plus the sum and the count. */
function seriesPerSet({ type, buckets = secondsBuckets }: MetricDefinition, kind: string): number {
  const hasBuckets = type === 'histogram' && buckets !== 'exponential' && (kind === 'prometheus' || kind === 'otlp');
  return hasBuckets ? buckets.length + 3 : 1;
}
