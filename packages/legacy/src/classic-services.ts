import {
  BusinessMetricsService,
  HealthCheckService,
  Metrics,
  MetricsCollectorService,
  type MetricsRecorder,
  type SystemMetricsService,
} from '@bot-metrics/core';

/** The services of today that the old methods go to; what `createBotMetrics()` answers has them all. */
export interface PrometheusServices {
  readonly collector: MetricsCollectorService;
  readonly business: BusinessMetricsService;
  readonly health: HealthCheckService;
  /** What `collectSystemMetrics` starts. */
  readonly system?: SystemMetricsService;
}

/** Services over a backend that record under the old names. */
export function classicServices(backend: MetricsRecorder | Metrics): PrometheusServices {
  const metrics = backend instanceof Metrics ? backend : new Metrics(backend);
  const naming = 'classic';
  return {
    collector: new MetricsCollectorService(metrics, { naming }),
    business: new BusinessMetricsService(metrics, { naming }),
    health: new HealthCheckService(metrics, { naming }),
  };
}
