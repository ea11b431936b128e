import type { HealthCheckService, MetricsBackendPort } from '@bot-metrics/core';
import type { ExportStatus } from '@bot-metrics/core/backend';

/**
 * Registers the check `backends`, which fails while exports of a backend fail. It only degrades readiness to `warn`, because the
 * service itself works and its metrics are merely late.
 * @param running called for each run, because `reconfigure` changes the backends
 */
export function registerBackendHealth(health: HealthCheckService, running: () => Iterable<MetricsBackendPort>): void {
  const check = (): void => {
    const failures = [...running()].flatMap((backend) => {
      const { lastError, lastSuccess } = readStatus(backend);
      if (lastError === undefined) return [];
      const since = lastSuccess === undefined ? 'never' : new Date(lastSuccess * 1000).toISOString();
      return [`${lastError} (last success: ${since})`];
    });
    if (failures.length > 0) throw new Error(failures.join('; '));
  };
  health.register('backends', check, { critical: false, probes: ['readiness'], ttl: 0 });
}

function readStatus(backend: MetricsBackendPort): ExportStatus {
  return 'exportStatus' in backend ? (backend.exportStatus as ExportStatus) : {};
}
