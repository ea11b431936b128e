export { type ActiveSpans, activeSpanSource } from './active-span-source.ts';
export { type HrTime, hrTimeOf } from './hr-time.ts';
export type {
  Attributes,
  DataPoint,
  ExponentialBucketCounts,
  ExponentialHistogramMetricData,
  ExponentialHistogramValue,
  GaugeMetricData,
  HistogramMetricData,
  HistogramValue,
  MetricData,
  ResourceMetrics,
  ScopeMetrics,
  SumMetricData,
} from './metric-data.ts';
export {
  type CollectionResult,
  createMetricProducer,
  type MetricProducer,
  type MetricProducerOptions,
} from './metric-producer.ts';
export type { Resource } from './resource.ts';
export { type Aggregate, type ResourceMetricsOptions, resourceMetricsOf } from './resource-metrics.ts';
