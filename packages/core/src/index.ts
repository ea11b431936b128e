export { Outage, type OutageWords } from './backend/outage.ts';
export { type ExportStatus, PushBackend, type PushOptions, type PushSettings } from './backend/push-backend.ts';
export { type BackendOptions, StoreBackend } from './backend/store-backend.ts';
export { BotMetricsError, type ErrorCode } from './bot-metrics-error.ts';
export {
  databaseBuckets,
  type MetricDefinition,
  type MetricType,
  secondsBuckets,
} from './definition/metric-definition.ts';
export { ConsoleDiagnostics } from './diagnostics/console-diagnostics.ts';
export type { DiagnosticEvent, Diagnostics, Severity } from './diagnostics/diagnostics.ts';
export {
  type FlushReport,
  MultiMetricsBackend,
  type MultiMetricsBackendOptions,
  type StartReport,
} from './fan-out/multi-metrics-backend.ts';
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
export {
  type AttachOptions,
  type BackendFeatures,
  type CollectingBackend,
  isCollectingBackend,
} from './ports/collecting-backend.ts';
export type { MetricsBackendPort } from './ports/metrics-backend-port.ts';
export type { MetricsRecorder } from './ports/metrics-recorder.ts';
export type { BusinessMetrics } from './services/business/business-metrics.ts';
export type { BusinessMetricsPort } from './services/business/business-metrics-port.ts';
export {
  BusinessMetricsService,
  type BusinessMetricsServiceOptions,
} from './services/business/business-metrics-service.ts';
export type { AppInfo } from './services/collector/collector-records.ts';
export type { DatabaseQueryMetric } from './services/collector/database-query-metric.ts';
export { httpMethod } from './services/collector/http-method.ts';
export type { HttpRequestMetric } from './services/collector/http-request-metric.ts';
export { MetricsCollectorService } from './services/collector/metrics-collector-service.ts';
export type { TaskMetric } from './services/collector/task-metric.ts';
export type { TelegramApiMetric } from './services/collector/telegram-api-metric.ts';
export type { TelegramUpdateMetric } from './services/collector/telegram-update-metric.ts';
export type { DatabaseMetricsPort } from './services/database/database-metrics-port.ts';
export {
  DatabaseMetricsService,
  type DatabaseMetricsServiceOptions,
} from './services/database/database-metrics-service.ts';
export type { DatabasePoolMetrics } from './services/database/database-pool-metrics.ts';
export type { HealthCheckResult } from './services/health/health-check-result.ts';
export { HealthCheckService, type HealthCheckServiceOptions } from './services/health/health-check-service.ts';
export type {
  HealthCheckOptions,
  HealthReport,
  HealthStatus,
  Probe,
} from './services/health/health-report.ts';
export type { Naming, NamingOptions } from './services/naming.ts';
export { type Polled, Polling, type PollingOptions } from './services/polling.ts';
export type { SystemMetrics } from './services/system/system-metrics.ts';
export type { SystemMetricsPort } from './services/system/system-metrics-port.ts';
export { SystemMetricsService, type SystemMetricsServiceOptions } from './services/system/system-metrics-service.ts';
export type { TaskQueueMetrics } from './services/tasks/task-queue-metrics.ts';
export type { TaskQueueMetricsPort } from './services/tasks/task-queue-metrics-port.ts';
export {
  TaskQueueMetricsService,
  type TaskQueueMetricsServiceOptions,
} from './services/tasks/task-queue-metrics-service.ts';
export type { Account } from './snapshot/account.ts';
export type { DroppedRecords, DropReason } from './snapshot/drop-reason.ts';
export { type PopulatedBucket, populatedBuckets } from './snapshot/populated-buckets.ts';
export {
  type Family,
  type GaugeFamily,
  type HistogramFamily,
  hasSeries,
  type Metric,
  type SeriesRange,
  type Snapshot,
  type SumFamily,
} from './snapshot/snapshot.ts';
export { MetricStore, type MetricStoreOptions } from './store/metric-store.ts';
export type { Exemplar } from './store/metrics/exemplar-columns.ts';
export type { ExemplarSource, SpanReference } from './store/metrics/exemplar-source.ts';
export type { ExponentialSeries } from './store/metrics/exponential-columns.ts';
export type { ReaderOptions, StoreReader } from './store/reading/store-reader.ts';
export type { Cancel, Clock, Scheduler } from './time/clock.ts';
export { withinDeadline } from './time/deadline.ts';
export { systemClock, systemScheduler } from './time/system-clock.ts';
export { defaultCollector, setDefaultCollector } from './timer/default-collector.ts';
export { guarded } from './timer/guarded.ts';
export { type MetricsTimer, type MetricsTimerOptions, metricsTimer } from './timer/metrics-timer.ts';
export { matchesPattern } from './views/pattern.ts';
export type { GaugeMerge, LabelMap, LabelView, View } from './views/view.ts';
export type { ViewOf } from './views/views.ts';
