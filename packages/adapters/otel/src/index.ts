export { type ActiveSpans, activeSpanSource } from './active-span-source.ts';
export {
  type Attributes,
  type DataPoint,
  type ExponentialBucketCounts,
  type ExponentialHistogramMetricData,
  type ExponentialHistogramValue,
  type GaugeMetricData,
  type HistogramMetricData,
  type HistogramValue,
  type HrTime,
  hrTimeOf,
  type MetricData,
  type Resource,
  type ResourceMetrics,
  type ScopeMetrics,
  type SumMetricData,
} from './metric-data.ts';
export {
  type CollectionResult,
  createMetricProducer,
  type MetricProducer,
  type MetricProducerOptions,
} from './metric-producer.ts';
export { type Aggregate, type ResourceMetricsOptions, resourceMetricsOf } from './resource-metrics.ts';
