import {
  type BusinessMetricsService,
  type DatabaseMetricsService,
  type FlushReport,
  type HealthCheckService,
  type Labels,
  Metrics,
  type MetricsCollectorService,
  type MultiMetricsBackend,
  type SystemMetricsService,
  type TaskQueueMetricsService,
} from '@bot-metrics/core';
import type { AdminServer } from './admin/admin-server.ts';
import type { BackendPlan } from './backend-plan.ts';
import type { BotMetricsConfig } from './config/config.ts';
import type { ConfiguredBackends } from './configured-backends.ts';
import type { Services } from './services.ts';

const DEADLINE_SECONDS = 10;

/** What `createBotMetrics` puts together. */
export interface BotMetricsParts {
  readonly backends: ConfiguredBackends;
  readonly services: Services;
  readonly prefix: string;
  readonly labels: Labels;
  readonly admin: AdminServer | undefined;
  /** Reads a further configuration. */
  readonly replan: (config: BotMetricsConfig | undefined) => Promise<BackendPlan>;
  /** Called when the shutdown begins. */
  readonly whenDraining: readonly (() => void)[];
  /** Called when the shutdown is over. */
  readonly whenClosed: readonly (() => void)[];
}

/** A running instance: the facade for metrics of your own, and the services. Made by `createBotMetrics`. */
export class BotMetrics extends Metrics implements Services {
  /** The fan-out: `backend.backend(name)` is a single backend, `backend.accounts()` what became of the records. */
  readonly backend: MultiMetricsBackend;
  readonly collector: MetricsCollectorService;
  readonly business: BusinessMetricsService;
  readonly system: SystemMetricsService;
  readonly health: HealthCheckService;
  /** `undefined` unless `ports.database` was given. */
  readonly database: DatabaseMetricsService | undefined;
  /** `undefined` unless `ports.tasks` was given. */
  readonly tasks: TaskQueueMetricsService | undefined;
  /** The server of probes and pages; `undefined` unless `admin` is configured. */
  readonly admin: { readonly address: string } | undefined;
  readonly #parts: BotMetricsParts;
  #changing: Promise<void> = Promise.resolve();
  #ending: Promise<FlushReport> | undefined;

  constructor(parts: BotMetricsParts) {
    const { backends, services, prefix, labels } = parts;
    super(backends.fanOut, { prefix, labels });
    this.backend = backends.fanOut;
    this.collector = services.collector;
    this.business = services.business;
    this.system = services.system;
    this.health = services.health;
    this.database = services.database;
    this.tasks = services.tasks;
    this.admin = parts.admin;
    this.#parts = parts;
  }

  /**
   * Reads every source of the configuration anew and brings the running backends in line with it: adds new ones, takes
   * out those that are gone, replaces those that changed. Everything else keeps its value until the next start.
   *
   * Calls are carried out one after another. A backend that cannot start leaves its predecessor in place.
   * @throws BotMetricsError `invalid_configuration`, with nothing changed; `port_in_use`; `closed` after the shutdown
   */
  reconfigure(config?: BotMetricsConfig): Promise<void> {
    const { backends, replan } = this.#parts;
    const change = this.#changing.then(async () => backends.change(await replan(config)));
    this.#changing = change.catch(() => {});
    return change;
  }

  /** Delivers what is pending, everywhere at once. Never rejects, and ends within the deadline whatever hangs. */
  flush(deadlineSeconds: number = DEADLINE_SECONDS): Promise<FlushReport> {
    return this.backend.flush(deadlineSeconds);
  }

  /**
   * Tells that it is not ready, and waits as long as `admin.gracePeriod` says, once however often it is called. For a service that
   * closes its own servers before it shuts this down: nobody sends it new work then. Everything else goes on.
   */
  async drain(mostSeconds: number = DEADLINE_SECONDS / 2): Promise<void> {
    await this.#parts.admin?.drain(mostSeconds);
  }

  /**
   * Drains, for half of the deadline at most; then stops polling, flushes and stops every backend, and at last the admin server. Never rejects, and ends within the deadline whatever hangs. Called
   * again, it answers the same report.
   */
  shutdown(deadlineSeconds: number = DEADLINE_SECONDS): Promise<FlushReport> {
    this.#ending ??= this.#end(deadlineSeconds);
    return this.#ending;
  }

  async #end(deadlineSeconds: number): Promise<FlushReport> {
    const { admin, backends, whenDraining, whenClosed } = this.#parts;
    const { clock } = this.store;
    const ends = clock.monotonicSeconds() + deadlineSeconds;
    backends.close();
    await this.drain(deadlineSeconds / 2);
    for (const call of whenDraining) call();
    const report = await this.backend.shutdown(ends - clock.monotonicSeconds());
    await admin?.close(Math.max(0, ends - clock.monotonicSeconds()));
    for (const call of whenClosed) call();
    return report;
  }
}
