import {
  type BusinessMetricsService,
  type DatabaseMetricsService,
  type FlushReport,
  type HealthCheckService,
  type Labels,
  Metrics,
  type MetricsBackendPort,
  type MetricsCollectorService,
  type MultiMetricsBackend,
  type SystemMetricsService,
  type TaskQueueMetricsService,
} from '@bot-metrics/core';
import { keepAlive } from '@bot-metrics/core/backend';
import type { AdminServer } from './admin/admin-server.ts';
import type { BackendPlan } from './backend-plan.ts';
import type { BotMetricsConfig } from './config/config.ts';
import type { ConfiguredBackends } from './configured-backends.ts';
import type { Services } from './services.ts';

/** For a flush, and for a shutdown unless `shutdownTimeout` is configured. */
const DEADLINE_SECONDS = 10;

/** The parts that `createBotMetrics` assembles. */
export interface BotMetricsParts {
  readonly backends: ConfiguredBackends;
  readonly services: Services;
  readonly prefix: string;
  readonly labels: Labels;
  readonly admin: AdminServer | undefined;
  /** @default 10 */
  readonly shutdownSeconds?: number | undefined;
  /** Reads another configuration. */
  readonly replan: (config: BotMetricsConfig | undefined) => Promise<BackendPlan>;
  /** Called when the shutdown begins. */
  readonly whenDraining: readonly (() => void)[];
  /** Called when the shutdown is over. */
  readonly whenClosed: readonly (() => void)[];
}

/** A running instance: `Metrics` for your own metrics, and the services. Created by `createBotMetrics`. */
export class BotMetrics extends Metrics implements Services {
  /** The fan-out. `backend.accounts()` returns the account of every backend. */
  readonly backend: MultiMetricsBackend;
  readonly collector: MetricsCollectorService;
  readonly business: BusinessMetricsService;
  readonly system: SystemMetricsService;
  readonly health: HealthCheckService;
  /** `undefined` unless `ports.database` was given. */
  readonly database: DatabaseMetricsService | undefined;
  /** `undefined` unless `ports.tasks` was given. */
  readonly tasks: TaskQueueMetricsService | undefined;
  /** The server of health probes and metrics pages; `undefined` unless `admin` is configured. */
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
   * Reads all sources of the configuration again, then adds new backends, removes missing ones and replaces changed ones. All other
   * settings keep their values until the next start.
   *
   * Calls run one after another. If a backend cannot start, its predecessor stays in place.
   * @throws BotMetricsError `invalid_configuration`, with nothing changed; `port_in_use`; `closed` after the shutdown
   */
  reconfigure(config?: BotMetricsConfig): Promise<void> {
    const { backends, replan } = this.#parts;
    const change = this.#changing.then(async () => backends.change(await replan(config)));
    this.#changing = change.catch(() => {});
    return change;
  }

  /** The running backends by name, such as `metrics.backends.get('scrape')`. */
  get backends(): ReadonlyMap<string, MetricsBackendPort> {
    return this.backend.backends;
  }

  /** Delivers pending records at all backends at once. Never rejects, and ends within the deadline even if a backend hangs. */
  flush(deadlineSeconds: number = DEADLINE_SECONDS): Promise<FlushReport> {
    return this.backend.flush(deadlineSeconds);
  }

  /**
   * Makes the readiness probe fail and waits for `admin.gracePeriod`; further calls wait for the rest of it. Call it before you close
   * your own servers, so that load balancers stop sending work first.
   */
  async drain(maxSeconds: number = DEADLINE_SECONDS / 2): Promise<void> {
    await this.#parts.admin?.drain(maxSeconds);
  }

  /**
   * Drains for at most half of the deadline; then stops polling, flushes and stops every backend, and finally the admin
   * server. Never rejects, and ends within the deadline even if a backend hangs. Further calls return the same report.
   * @param deadlineSeconds `shutdownTimeout` of the configuration by default, else 10
   */
  shutdown(deadlineSeconds: number = this.#parts.shutdownSeconds ?? DEADLINE_SECONDS): Promise<FlushReport> {
    this.#ending ??= keepAlive(() => this.#end(deadlineSeconds));
    return this.#ending;
  }

  async #end(deadlineSeconds: number): Promise<FlushReport> {
    const { admin, backends, whenDraining, whenClosed } = this.#parts;
    const { clock } = this.store;
    const ends = clock.monotonicSeconds() + deadlineSeconds;
    backends.close();
    await this.drain(deadlineSeconds / 2);
    for (const call of whenDraining) call();
    const report = await this.backend.shutdown(Math.max(0, ends - clock.monotonicSeconds()));
    await admin?.close(Math.max(0, ends - clock.monotonicSeconds()));
    for (const call of whenClosed) call();
    return report;
  }
}
