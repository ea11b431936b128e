import { isCollectingBackend, type MetricDefinition, type MetricsBackendPort, metricsTimer } from '@bot-metrics/core';
import { createBotMetrics } from '@bot-metrics/sdk';
import type { EffectiveConfig } from '@bot-metrics/sdk/config';

/** The metrics that an instance has before anything is recorded. */
export interface DefinedMetrics {
  readonly all: readonly MetricDefinition[];
  /** As the views leave them for the backend of that name, and it for itself. */
  seenBy(name: string, backend?: MetricsBackendPort): readonly MetricDefinition[];
}

const ports = {
  database: { getActiveConnections: none, getIdleConnections: none, getPoolSize: none },
  tasks: { getActiveWorkers: none, getQueueLength: none },
};

/**
 * Taken from the services themselves: an instance is made that delivers nothing, and asked what was defined.
 * @throws BotMetricsError `invalid_configuration` for views that cannot be
 */
export async function definedMetrics(config: EffectiveConfig['metrics']): Promise<DefinedMetrics> {
  const diagnostics = { report: () => {} };
  const options = { env: {}, configFile: false, ports, diagnostics } as const;
  const metrics = await createBotMetrics({ ...config, backends: {} }, options);
  // Its metric is defined by the first call.
  metricsTimer({ metricType: 'function', collector: metrics.collector })(() => {})();
  const { store } = metrics.backend;
  const all: MetricDefinition[] = [];
  store.onDefine((definition) => void all.push(definition));
  await metrics.shutdown(0);
  return {
    all,
    seenBy(name, backend) {
      const own = backend !== undefined && isCollectingBackend(backend) ? backend : undefined;
      const viewOf = (definition: MetricDefinition) => own?.viewOf?.(definition);
      return all.flatMap((definition) => store.views.of(definition, name, viewOf)?.definition ?? []);
    },
  };
}

async function none(): Promise<number> {
  return 0;
}
