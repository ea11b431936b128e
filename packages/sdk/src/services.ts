import {
  BusinessMetricsService,
  DatabaseMetricsService,
  HealthCheckService,
  type Metrics,
  MetricsCollectorService,
  SystemMetricsService,
  TaskQueueMetricsService,
} from '@bot-metrics/core';
import { loadSystemMetrics } from './backends.ts';
import type { Settings } from './config/schema/root-options.ts';
import { LazySystemMetrics } from './lazy-system-metrics.ts';
import type { BotMetricsOptions } from './options.ts';

const POLL_SECONDS = 15;

type Ports = NonNullable<BotMetricsOptions['ports']>;

/** The services of an instance, wired. */
export interface Services {
  readonly collector: MetricsCollectorService;
  readonly business: BusinessMetricsService;
  readonly system: SystemMetricsService;
  readonly health: HealthCheckService;
  /** `undefined` unless `ports.database` was given. */
  readonly database: DatabaseMetricsService | undefined;
  /** `undefined` unless `ports.tasks` was given. */
  readonly tasks: TaskQueueMetricsService | undefined;
}

export function makeServices(metrics: Metrics, settings: Settings, ports: Ports): Services {
  const { database, tasks } = ports;
  const { system: { diskPath } = {}, naming = 'semantic' } = settings;
  const system = ports.system ?? new LazySystemMetrics(() => loadSystemMetrics(diskPath));
  const { pool } = settings.database ?? {};
  const { queue } = settings.tasks ?? {};
  return {
    collector: new MetricsCollectorService(metrics, { naming }),
    business: new BusinessMetricsService(metrics, { naming }),
    system: new SystemMetricsService(metrics, system, { naming }),
    health: new HealthCheckService(metrics, { naming }),
    database:
      database && new DatabaseMetricsService(metrics, database, pool === undefined ? { naming } : { naming, pool }),
    tasks: tasks && new TaskQueueMetricsService(metrics, tasks, queue === undefined ? { naming } : { naming, queue }),
  };
}

/** Polls the ports that were given, and the host if an interval was. Returns the function that stops it. */
export function startPolling(services: Services, settings: Settings, ports: Ports): () => void {
  const { business, system, database, tasks } = services;
  const systemSeconds = settings.system?.interval ?? (ports.system === undefined ? undefined : POLL_SECONDS);
  if (systemSeconds !== undefined) system.start(systemSeconds);
  if (ports.business !== undefined) business.start(ports.business, settings.business?.interval ?? POLL_SECONDS);
  database?.start(settings.database?.interval ?? POLL_SECONDS);
  tasks?.start(settings.tasks?.interval ?? POLL_SECONDS);
  return () => {
    for (const service of [system, business, database, tasks]) service?.stop();
  };
}
