import type { HealthCheckService, MetricsBackendPort } from '@bot-metrics/core';
import type { ExportStatus } from '@bot-metrics/core/backend';

/**
 * Registers the check `backends`: it fails while the exports of a backend do, and says with what. It only degrades readiness to
 * `warn`, because the service works; what it measured is late.
 * @param running asked for each run, because `reconfigure` changes them
 */
export function registerBackendHealth(health: HealthCheckService, running: () => Iterable<MetricsBackendPort>): void {
  const check = (): void => {
    const troubles = [...running()].flatMap((backend) => {
      const { lastError, lastSuccess } = statusOf(backend);
      if (lastError === undefined) return [];
      const since = lastSuccess === undefined ? 'never' : new Date(lastSuccess * 1000).toISOString();
      return [`${lastError} (last success: ${since})`];
    });
    if (troubles.length > 0) throw new Error(troubles.join('; '));
  };
  health.register('backends', check, { critical: false, probes: ['readiness'], ttl: 0 });
}

function statusOf(backend: MetricsBackendPort): ExportStatus {
  return 'exportStatus' in backend ? (backend.exportStatus as ExportStatus) : {};
}
