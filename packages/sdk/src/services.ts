import {
  BusinessMetricsService,
  DatabaseMetricsService,
  HealthCheckService,
  type Metrics,
  MetricsCollectorService,
  type SystemMetricsPort,
  SystemMetricsService,
  TaskQueueMetricsService,
} from '@bot-metrics/core';
import { loadSystemMetrics } from './adapters.ts';
import type { Settings } from './config/schema/root-options.ts';
import type { BotMetricsOptions } from './options.ts';

const POLL_SECONDS = 15;

type Ports = NonNullable<BotMetricsOptions['ports']>;

/** The services of an instance. */
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

export function createServices(metrics: Metrics, settings: Settings, ports: Ports): Services {
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

/** Polls the ports that are set, and the host if an interval is set. Returns the function that stops. */
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

/** Loads the package when the port is first read. Without the package, the port is not available. */
class LazySystemMetrics implements SystemMetricsPort {
  readonly #load: () => Promise<SystemMetricsPort>;
  #port: Promise<SystemMetricsPort> | undefined;

  constructor(load: () => Promise<SystemMetricsPort>) {
    this.#load = load;
  }

  async getMemoryUsage(): Promise<number> {
    return (await this.#loadOnce()).getMemoryUsage();
  }

  async getCpuUsage(): Promise<number> {
    return (await this.#loadOnce()).getCpuUsage();
  }

  async getDiskUsage(path?: string): Promise<number> {
    return (await this.#loadOnce()).getDiskUsage(path);
  }

  async isAvailable(): Promise<boolean> {
    try {
      return await (await this.#loadOnce()).isAvailable();
    } catch {
      return false;
    }
  }

  #loadOnce(): Promise<SystemMetricsPort> {
    this.#port ??= this.#load();
    return this.#port;
  }
}
