import type { MetricDefinition, MetricType } from '../../definition/metric-definition.ts';
import { GaugeMetric } from './gauge-metric.ts';
import { HistogramMetric, TracedHistogramMetric } from './histogram-metric.ts';
import type { MetricContext, StoredMetricOptions } from './stored-metric.ts';
import { SumMetric, TracedSumMetric } from './sum-metric.ts';

/** A metric of a store, by the kind of its columns. Readers see it as `Metric`. */
export type WritableMetric = SumMetric | GaugeMetric | HistogramMetric;

/** The class of a metric by its type. */
export type MetricOfType<T extends MetricType> = T extends 'gauge'
  ? GaugeMetric
  : T extends 'histogram'
    ? HistogramMetric
    : SumMetric;

export function createMetric(
  definition: MetricDefinition,
  context: MetricContext,
  options: StoredMetricOptions,
): WritableMetric {
  const isTraced = context.exemplars !== undefined;
  switch (definition.type) {
    case 'counter':
    case 'upDownCounter':
      return new (isTraced ? TracedSumMetric : SumMetric)(definition, context, options);
    case 'gauge':
      return new GaugeMetric(definition, context, options);
    case 'histogram':
      return new (isTraced ? TracedHistogramMetric : HistogramMetric)(definition, context, options);
  }
}
