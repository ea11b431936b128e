import {
  BusinessMetricsService,
  HealthCheckService,
  Metrics,
  MetricsCollectorService,
  type MetricsRecorder,
  type SystemMetricsService,
} from '@bot-metrics/core';

/** The current services that the old methods call. The result of `createBotMetrics()` has them all. */
export interface PrometheusServices {
  readonly collector: MetricsCollectorService;
  readonly business: BusinessMetricsService;
  readonly health: HealthCheckService;
  /** Started by `collectSystemMetrics`. */
  readonly system?: SystemMetricsService;
}

/** Services that record to a backend under the old names. */
export function classicServices(backend: MetricsRecorder | Metrics): PrometheusServices {
  const metrics = backend instanceof Metrics ? backend : new Metrics(backend);
  const naming = 'classic';
  return {
    collector: new MetricsCollectorService(metrics, { naming }),
    business: new BusinessMetricsService(metrics, { naming }),
    health: new HealthCheckService(metrics, { naming }),
  };
}
