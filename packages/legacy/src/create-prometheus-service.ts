import type { Metrics, MetricsRecorder } from '@bot-metrics/core';
import { classicServices } from './classic-services.ts';
import { currentServices } from './current-services.ts';
import { warnOfDeprecation } from './deprecation.ts';
import { facadeOver } from './facade-over.ts';
import type { PrometheusService } from './prometheus-service.ts';

/**
 * The old service of this process. It records through the services given to `usePrometheusService`; without them, under
 * the old names through the collector of `createBotMetrics({ …, global: true })`; without either, it does nothing
 * and warns once.
 *
 * @deprecated Use the services of `createBotMetrics()`.
 */
export const prometheusService: PrometheusService = facadeOver(currentServices);

/**
 * Creates a separate old service over a fan-out, a backend, or a mock with the three methods of `MetricsRecorder`. It
 * records under the old names.
 *
 * @deprecated Use the services of `createBotMetrics()`.
 */
export function createPrometheusService(backend: MetricsRecorder | Metrics): PrometheusService {
  warnOfDeprecation('createPrometheusService');
  const services = classicServices(backend);
  return facadeOver(() => services);
}
