import {
  BotMetricsError,
  type Diagnostics,
  type HealthCheckService,
  type HealthReport,
  type Probe,
  systemClock,
} from '@bot-metrics/core';
import { configurationError } from '@bot-metrics/core/options';
import { Authorization, HttpServer, type RequestHandler } from '@bot-metrics/server';
import type { AdminSettings } from '../config/schema/root-options.ts';
import { healthHandler } from './health-handler.ts';

export const ADMIN_HOST = '127.0.0.1';
export const ADMIN_PORT = 9464;

const probes: Readonly<Record<string, Probe>> = {
  '/livez': 'liveness',
  '/readyz': 'readiness',
  '/startupz': 'startup',
};

/** What the server reports on. */
export interface AdminContext {
  readonly health: HealthCheckService;
  readonly diagnostics: Diagnostics;
  /** Pages of backends by their paths, asked for each request, because `reconfigure` changes them. */
  readonly pages: () => Iterable<readonly [path: string, handler: RequestHandler]>;
}

/** The probes of orchestrators, and pages of metrics, at one address. */
export class AdminServer {
  readonly #server: HttpServer;
  readonly #settings: AdminSettings;
  readonly #phase: Phase;
  /** Monotonic seconds at which the grace period is over, once it has begun. */
  #drained: number | undefined;

  private constructor(server: HttpServer, settings: AdminSettings, phase: Phase) {
    this.#server = server;
    this.#settings = settings;
    this.#phase = phase;
  }

  /**
   * Listens. Until `ready()` neither `/startupz` nor `/readyz` passes.
   * @throws BotMetricsError `port_in_use`, or `invalid_configuration` for an address or a certificate that cannot be used
   */
  static async open(settings: AdminSettings, { health, diagnostics, pages }: AdminContext): Promise<AdminServer> {
    const { host = ADMIN_HOST, port = ADMIN_PORT, auth, tls } = settings;
    const authorization = auth && new Authorization(auth);
    const phase: Phase = { name: 'starting' };
    const handlers = Object.entries(probes).map(([path, probe]): [string, RequestHandler] => {
      const handler = healthHandler({ run: () => run(health, probe, phase) }, probe);
      return [
        path,
        async (request, response) => {
          if (authorization === undefined || (await isAllowed(authorization, request.headers.authorization))) {
            await handler(request, response);
          } else {
            response.writeHead(401, { 'www-authenticate': authorization.challenge }).end();
          }
        },
      ];
    });
    const routes = (): Map<string, RequestHandler> => new Map([...pages(), ...handlers]);
    try {
      return new AdminServer(await HttpServer.open({ host, port, tls, diagnostics, routes }), settings, phase);
    } catch (error) {
      if (!(error instanceof BotMetricsError)) throw error;
      const problems = error.problems.map(({ path, text }) => ({ path: ['admin', ...path], text }));
      if (problems.length > 0) throw configurationError(problems, error);
      throw new BotMetricsError(error.code, `admin: ${error.message}`, { cause: error });
    }
  }

  /** Its origin, such as `http://127.0.0.1:9464`. */
  get address(): string {
    return this.#server.origin;
  }

  /** Everything has started. */
  ready(): void {
    this.#phase.name = 'running';
  }

  /**
   * Lets `/readyz` fail and waits for the grace period, so that load balancers notice. Further calls wait for the rest of
   * the same period. `/livez` is not affected.
   */
  async drain(maxSeconds: number): Promise<void> {
    this.#phase.name = 'draining';
    const now = systemClock.monotonicSeconds();
    this.#drained ??= now + (this.#settings.gracePeriod ?? 0);
    const seconds = Math.min(this.#drained - now, maxSeconds);
    // This timer keeps the process alive, because the shutdown goes on afterwards.
    if (seconds > 0) await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }

  close(deadlineSeconds: number): Promise<void> {
    return this.#server.close(deadlineSeconds);
  }
}

interface Phase {
  name: 'starting' | 'running' | 'draining';
}

/** Runs no check where the phase decides the result. */
async function run(health: HealthCheckService, probe: Probe, phase: Phase): Promise<HealthReport> {
  const isExpected =
    probe === 'liveness' || phase.name === 'running' || (probe === 'startup' && phase.name === 'draining');
  if (isExpected) return health.run(probe);
  const instance = { checkName: 'instance', isHealthy: false, message: phase.name };
  return { status: 'fail', checks: { instance } };
}

/** A secret that cannot be read lets nobody in. */
async function isAllowed(authorization: Authorization, header: string | undefined): Promise<boolean> {
  return authorization.allows(header).catch(() => false);
}
