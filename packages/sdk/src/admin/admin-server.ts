import {
  BotMetricsError,
  type Diagnostics,
  type HealthCheckService,
  type HealthReport,
  type Probe,
  systemClock,
} from '@bot-metrics/core';
import type { MetricsServer, RequestHandler } from '@bot-metrics/prometheus/server';
import { revealed } from '../config/secrets.ts';
import type { AdminSettings } from '../config/settings.ts';
import { loadPackage } from '../load-package.ts';
import { healthHandler } from './health-handler.ts';

export const ADMIN_HOST = '127.0.0.1';
export const ADMIN_PORT = 9464;

const probes: Readonly<Record<string, Probe>> = {
  '/livez': 'liveness',
  '/readyz': 'readiness',
  '/startupz': 'startup',
};

/** What the server tells of. */
export interface AdminContext {
  readonly health: HealthCheckService;
  readonly diagnostics: Diagnostics;
  /** Pages of backends by their paths, asked for each request, because `reconfigure` changes them. */
  readonly pages: () => Iterable<readonly [path: string, handler: RequestHandler]>;
}

/** The probes of orchestrators, and pages of metrics, at one address. */
export class AdminServer {
  readonly #server: MetricsServer;
  readonly #settings: AdminSettings;
  readonly #phase: Phase;
  /** Monotonic seconds at which the grace period is over, once it has begun. */
  #drained: number | undefined;

  private constructor(server: MetricsServer, settings: AdminSettings, phase: Phase) {
    this.#server = server;
    this.#settings = settings;
    this.#phase = phase;
  }

  /**
   * Listens. Until `ready()` neither `/startupz` nor `/readyz` passes.
   * @throws BotMetricsError `port_in_use`, `invalid_configuration`, or `missing_package`
   */
  static async open(settings: AdminSettings, { health, diagnostics, pages }: AdminContext): Promise<AdminServer> {
    const { MetricsServer, authorization, authProblems } = await loadPackage(
      '@bot-metrics/prometheus',
      () => import('@bot-metrics/prometheus/server'),
    );
    const { host = ADMIN_HOST, port = ADMIN_PORT, auth, tls } = revealed(settings);
    const problems = auth === undefined ? [] : authProblems(auth);
    if (problems.length > 0) {
      throw new BotMetricsError('invalid_configuration', problems.map((problem) => `admin.${problem}`).join('\n'));
    }
    const allowed = auth && authorization(auth);
    const phase: Phase = { name: 'starting' };
    const handlers = Object.entries(probes).map(([path, probe]): [string, RequestHandler] => {
      const handler = healthHandler({ run: () => run(health, probe, phase) }, probe);
      return [
        path,
        (request, response) => {
          if (allowed === undefined || allowed.allows(request.headers.authorization)) {
            void handler(request, response);
          } else {
            response.writeHead(401, { 'www-authenticate': allowed.challenge }).end();
          }
        },
      ];
    });
    const routes = (): Map<string, RequestHandler> => new Map([...pages(), ...handlers]);
    try {
      return new AdminServer(await MetricsServer.open({ host, port, tls, diagnostics, routes }), settings, phase);
    } catch (error) {
      if (!(error instanceof BotMetricsError)) throw error;
      throw new BotMetricsError(error.code, `admin: ${error.message}`, { cause: error });
    }
  }

  /** Where it is, such as `http://127.0.0.1:9464`. */
  get address(): string {
    return this.#server.origin;
  }

  /** Everything has started. */
  ready(): void {
    this.#phase.name = 'running';
  }

  /** Lets `/readyz` fail, and waits for what sends work to notice, once however often it is called; `/livez` goes on. */
  async drain(mostSeconds: number): Promise<void> {
    this.#phase.name = 'draining';
    const now = systemClock.monotonicSeconds();
    this.#drained ??= now + (this.#settings.gracePeriod ?? 0);
    const seconds = Math.min(this.#drained - now, mostSeconds);
    // Keeps the process alive, as the shutdown goes on after it.
    if (seconds > 0) await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }

  close(deadlineSeconds: number): Promise<void> {
    return this.#server.close(deadlineSeconds);
  }
}

interface Phase {
  name: 'starting' | 'running' | 'draining';
}

/** Runs no check where the answer is known. */
async function run(health: HealthCheckService, probe: Probe, phase: Phase): Promise<HealthReport> {
  const isExpected =
    probe === 'liveness' || phase.name === 'running' || (probe === 'startup' && phase.name === 'draining');
  if (isExpected) return health.run(probe);
  const instance = { checkName: 'instance', isHealthy: false, message: phase.name };
  return { status: 'fail', checks: { instance } };
}
