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
import type { ConfiguredBackend } from '../config/load-config.ts';
import type { AdminSettings } from '../config/schema/root-options.ts';
import { healthHandler } from './health-handler.ts';

const ADMIN_HOST = '127.0.0.1';
const ADMIN_PORT = 9464;

const probes: Readonly<Record<string, Probe>> = {
  '/livez': 'liveness',
  '/readyz': 'readiness',
  '/startupz': 'startup',
};

/** Dependencies of the server. */
export interface AdminContext {
  readonly health: HealthCheckService;
  readonly diagnostics: Diagnostics;
  /** Pages of backends by path. Called for each request, because `reconfigure` changes them. */
  readonly pages: () => Iterable<readonly [path: string, handler: RequestHandler]>;
}

/** Serves health probes and pages of metrics at one address. */
export class AdminServer {
  readonly #server: HttpServer;
  readonly #settings: AdminSettings;
  readonly #phase: Phase;
  /** When the grace period ends, in monotonic seconds; `undefined` before it begins. */
  #drainedAt: number | undefined;

  private constructor(server: HttpServer, settings: AdminSettings, phase: Phase) {
    this.#server = server;
    this.#settings = settings;
    this.#phase = phase;
  }

  /**
   * Listens. `/startupz` and `/readyz` fail until `ready()`.
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

  /** Reports from now on that everything has started. */
  ready(): void {
    this.#phase.name = 'running';
  }

  /**
   * Makes `/readyz` fail and waits for the grace period, so that load balancers notice. Further calls wait for the rest of
   * the same period. `/livez` is not affected.
   */
  async drain(maxSeconds: number): Promise<void> {
    this.#phase.name = 'draining';
    const now = systemClock.monotonicSeconds();
    this.#drainedAt ??= now + (this.#settings.gracePeriod ?? 0);
    const seconds = Math.min(this.#drainedAt - now, maxSeconds);
    // Not unref'd: the process must stay alive for the rest of the shutdown.
    if (seconds > 0) await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }

  close(deadlineSeconds: number): Promise<void> {
    return this.#server.close(deadlineSeconds);
  }
}

/** The path under which the admin server serves the page of a backend that would listen on the same address. */
export function findMountPath(
  { declaration, options: { listen, ...set } }: ConfiguredBackend,
  admin: AdminSettings | undefined,
): string | undefined {
  if (declaration.type !== 'prometheus' || listen === false || !hasAdminServer(admin)) return undefined;
  const readDefault = (name: string): unknown => declaration.options[name]?.details.default;
  const { host = readDefault('host'), port = readDefault('port'), path = readDefault('path') } = set;
  const isSame = host === (admin.host ?? ADMIN_HOST) && port === (admin.port ?? ADMIN_PORT);
  return isSame ? String(path) : undefined;
}

/** Whether an admin server is configured. */
export function hasAdminServer(admin: AdminSettings | undefined): admin is AdminSettings {
  return admin !== undefined && admin.enabled !== false;
}

interface Phase {
  name: 'starting' | 'running' | 'draining';
}

/** Skips the checks while the phase alone decides the result. */
async function run(health: HealthCheckService, probe: Probe, phase: Phase): Promise<HealthReport> {
  const isExpected =
    probe === 'liveness' || phase.name === 'running' || (probe === 'startup' && phase.name === 'draining');
  if (isExpected) return health.run(probe);
  const instance = { checkName: 'instance', isHealthy: false, message: phase.name };
  return { status: 'fail', checks: { instance } };
}

/** Denies access if the secret cannot be read. */
async function isAllowed(authorization: Authorization, header: string | undefined): Promise<boolean> {
  return authorization.allows(header).catch(() => false);
}
