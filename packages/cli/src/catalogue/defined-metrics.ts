import { type MetricDefinition, type MetricsBackendPort, metricsTimer } from '@bot-metrics/core';
import { isCollectingBackend } from '@bot-metrics/core/backend';
import { createBotMetrics } from '@bot-metrics/sdk';
import type { EffectiveConfig } from '@bot-metrics/sdk/config';

/** The metrics that an instance defines before anything is recorded. */
export interface DefinedMetrics {
  readonly all: readonly MetricDefinition[];
  /** The definitions after applying the views for the named backend and the backend's own views. */
  seenBy(name: string, backend?: MetricsBackendPort): readonly MetricDefinition[];
}

const ports = {
  database: { getActiveConnections: none, getIdleConnections: none, getPoolSize: none },
  tasks: { getActiveWorkers: none, getQueueLength: none },
};

/**
 * Creates an instance whose records go nowhere and reads the definitions of its services.
 * @throws BotMetricsError `invalid_configuration` for invalid views
 */
export async function definedMetrics(config: EffectiveConfig['metrics']): Promise<DefinedMetrics> {
  const diagnostics = { report: () => {} };
  const options = { env: {}, configFile: false, ports, diagnostics } as const;
  const metrics = await createBotMetrics({ ...config, backends: {} }, options);
  // The timer's metric is defined on its first call.
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
