export { type ExportStatus, PushBackend, type PushOptions, type PushSettings } from './backend/push-backend.ts';
export { type BackendOptions, StoreBackend } from './backend/store-backend.ts';
export { BotMetricsError, type ErrorCode } from './bot-metrics-error.ts';
export { defaultCollector, setDefaultCollector } from './default-collector.ts';
export {
  databaseBuckets,
  type MetricDefinition,
  type MetricType,
  secondsBuckets,
} from './definition/metric-definition.ts';
export { ConsoleDiagnostics } from './diagnostics/console-diagnostics.ts';
export {
  type FlushReport,
  MultiMetricsBackend,
  type MultiMetricsBackendOptions,
  type StartReport,
} from './fan-out/multi-metrics-backend.ts';
export { withinDeadline } from './fan-out/within-deadline.ts';
export { guarded } from './guarded.ts';
export type {
  Counter,
  Gauge,
  Histogram,
  HistogramOptions,
  InstrumentOptions,
  Timer,
  UpDownCounter,
} from './instruments/instrument.ts';
export type { ObservableCallback, Observe } from './instruments/observable-instrument.ts';
export {
  type Arguments,
  type Bounded,
  bounded,
  type LabelSchema,
  type Labels,
  type LabelsOf,
  type LabelValue,
  type Optional,
  optional,
  type ValueSet,
} from './labels/label-schema.ts';
export { Metrics, type MetricsOptions } from './metrics.ts';
export { type MetricsTimer, type MetricsTimerOptions, metricsTimer } from './metrics-timer.ts';
export type { BusinessMetrics } from './models/business-metrics.ts';
export type { DatabasePoolMetrics } from './models/database-pool-metrics.ts';
export type { DatabaseQueryMetric } from './models/database-query-metric.ts';
export type { HealthCheckResult } from './models/health-check-result.ts';
export type { HttpRequestMetric } from './models/http-request-metric.ts';
export type { SystemMetrics } from './models/system-metrics.ts';
export type { TaskMetric } from './models/task-metric.ts';
export type { TaskQueueMetrics } from './models/task-queue-metrics.ts';
export type { TelegramApiMetric } from './models/telegram-api-metric.ts';
export type { TelegramUpdateMetric } from './models/telegram-update-metric.ts';
export type { BusinessMetricsPort } from './ports/business-metrics-port.ts';
export type { Cancel, Clock, Scheduler } from './ports/clock.ts';
export {
  type AttachOptions,
  type BackendFeatures,
  type CollectingBackend,
  isCollectingBackend,
} from './ports/collecting-backend.ts';
export type { DatabaseMetricsPort } from './ports/database-metrics-port.ts';
export type { DiagnosticEvent, Diagnostics, Severity } from './ports/diagnostics.ts';
export type { ExemplarSource, SpanReference } from './ports/exemplar-source.ts';
export type { MetricsBackendPort } from './ports/metrics-backend-port.ts';
export type { MetricsRecorder } from './ports/metrics-recorder.ts';
export type { SystemMetricsPort } from './ports/system-metrics-port.ts';
export type { TaskQueueMetricsPort } from './ports/task-queue-metrics-port.ts';
export { BusinessMetricsService, type BusinessMetricsServiceOptions } from './services/business-metrics-service.ts';
export type { AppInfo } from './services/collector/collector-records.ts';
export { httpMethod } from './services/collector/http-method.ts';
export { DatabaseMetricsService, type DatabaseMetricsServiceOptions } from './services/database-metrics-service.ts';
export type {
  HealthCheckOptions,
  HealthReport,
  HealthStatus,
  Probe,
} from './services/health/health-report.ts';
export { HealthCheckService, type HealthCheckServiceOptions } from './services/health-check-service.ts';
export { MetricsCollectorService } from './services/metrics-collector-service.ts';
export type { Naming, NamingOptions } from './services/naming.ts';
export { type Polled, Polling, type PollingOptions } from './services/polling.ts';
export { SystemMetricsService, type SystemMetricsServiceOptions } from './services/system-metrics-service.ts';
export { TaskQueueMetricsService, type TaskQueueMetricsServiceOptions } from './services/task-queue-metrics-service.ts';
export type { Account } from './store/account.ts';
export type { DroppedRecords, DropReason } from './store/drop-reason.ts';
export type { Exemplar } from './store/exemplar-columns.ts';
export type { ExponentialSeries } from './store/exponential-columns.ts';
export { MetricStore, type MetricStoreOptions } from './store/metric-store.ts';
export { type PopulatedBucket, populatedBuckets } from './store/populated-buckets.ts';
export {
  type Family,
  type GaugeFamily,
  type HistogramFamily,
  hasSeries,
  type Metric,
  type SeriesRange,
  type Snapshot,
  type SumFamily,
} from './store/snapshot.ts';
export type { ReaderOptions, StoreReader } from './store/store-reader.ts';
export { systemClock, systemScheduler } from './system-clock.ts';
export { matchesPattern } from './views/pattern.ts';
export type { GaugeMerge, LabelMap, LabelView, View } from './views/view.ts';
export type { ViewOf } from './views/views.ts';
