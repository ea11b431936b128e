export { BotMetricsError, type ErrorCode } from './bot-metrics-error.ts';
export {
  databaseBuckets,
  type MetricDefinition,
  type MetricType,
  secondsBuckets,
} from './definition/metric-definition.ts';
export type { DiagnosticEvent, Diagnostics, Severity } from './diagnostics/diagnostics.ts';
export { ConsoleDiagnostics } from './diagnostics/diagnostics.ts';
export { errorText } from './diagnostics/error-text.ts';
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
export type { MetricsBackendPort, MetricsRecorder } from './ports/metrics-backend-port.ts';
export type { BusinessMetrics, BusinessMetricsPort } from './services/business/business-metrics-service.ts';
export {
  BusinessMetricsService,
  type BusinessMetricsServiceOptions,
} from './services/business/business-metrics-service.ts';
export type {
  AppInfo,
  DatabaseQueryMetric,
  HttpRequestMetric,
  TaskMetric,
  TelegramApiMetric,
  TelegramUpdateMetric,
} from './services/collector/collector-records.ts';
export { httpMethod } from './services/collector/http-method.ts';
export { MetricsCollectorService } from './services/collector/metrics-collector-service.ts';
export type { DatabaseMetricsPort } from './services/database/database-metrics-service.ts';
export {
  DatabaseMetricsService,
  type DatabaseMetricsServiceOptions,
} from './services/database/database-metrics-service.ts';
export type { DatabasePoolMetrics } from './services/database/pool-records.ts';
export { HealthCheckService, type HealthCheckServiceOptions } from './services/health/health-check-service.ts';
export type {
  HealthCheckOptions,
  HealthCheckResult,
  HealthReport,
  HealthStatus,
  Probe,
} from './services/health/health-report.ts';
export type { Naming, NamingOptions } from './services/naming.ts';
export { type Polled, Polling, type PollingOptions } from './services/polling.ts';
export type { SystemMetrics, SystemMetricsPort } from './services/system/system-metrics-service.ts';
export { SystemMetricsService, type SystemMetricsServiceOptions } from './services/system/system-metrics-service.ts';
export type { TaskQueueMetrics, TaskQueueMetricsPort } from './services/tasks/task-queue-metrics-service.ts';
export {
  TaskQueueMetricsService,
  type TaskQueueMetricsServiceOptions,
} from './services/tasks/task-queue-metrics-service.ts';
export type { ExemplarSource, SpanReference } from './store/columns/exemplar-columns.ts';
export type { StoreLimits } from './store/store-limits.ts';
export type { Cancel, Clock, Scheduler } from './time/clock.ts';
export { systemClock, systemScheduler } from './time/clock.ts';
export { defaultCollector, setDefaultCollector } from './timer/default-collector.ts';
export { createGuard, type Guard } from './timer/guarded.ts';
export { type MetricsTimer, metricsTimer } from './timer/metrics-timer.ts';
export type { MetricsTimerOptions } from './timer/record-call.ts';
export type { GaugeMerge, LabelMap, LabelView, View } from './views/view.ts';
