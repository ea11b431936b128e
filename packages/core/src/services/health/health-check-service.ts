import type { Gauge, Histogram } from '../../instruments/instrument.ts';
import type { Metrics } from '../../metrics.ts';
import type { MetricsRecorder } from '../../ports/metrics-recorder.ts';
import type { Clock, Scheduler } from '../../time/clock.ts';
import { systemScheduler } from '../../time/system-clock.ts';
import { metricsOf } from '../metrics-of.ts';
import { forNamings, type NamingOptions } from '../naming.ts';
import { type Check, HealthCheck } from './health-check.ts';
import type { HealthCheckResult } from './health-check-result.ts';
import type { HealthCheckOptions, HealthReport, HealthStatus, Probe } from './health-report.ts';

/** How the service names its metrics, and what times its checks. */
export interface HealthCheckServiceOptions extends NamingOptions {
  /** @default the runtime's timers */
  readonly scheduler?: Scheduler;
  /** Seconds after which a healthy result that nobody has renewed counts as unhealthy. @default 60 */
  readonly staleAfter?: number;
}

const STALE_AFTER_SECONDS = 60;

type Checks = readonly ['check.name'];

/** Runs health checks for probes, and records what they find. */
export class HealthCheckService {
  readonly #metrics: Metrics;
  readonly #clock: Clock;
  readonly #scheduler: Scheduler;
  readonly #staleAfter: number;
  readonly #checks = new Map<string, HealthCheck>();
  readonly #told = new Map<string, { result: HealthCheckResult; at: number }>();
  readonly #status: readonly ((value: number, checkName: string) => void)[];
  readonly #lastSuccess: Gauge<Checks>;
  readonly #duration: Histogram<Checks>;

  constructor(backend: MetricsRecorder | Metrics, options: HealthCheckServiceOptions = {}) {
    const metrics = metricsOf(backend);
    this.#metrics = metrics;
    this.#clock = metrics.store.clock;
    this.#scheduler = options.scheduler ?? systemScheduler;
    this.#staleAfter = options.staleAfter ?? STALE_AFTER_SECONDS;
    this.#status = forNamings<(value: number, checkName: string) => void>(options.naming, {
      semantic: () => {
        const status = metrics.gauge('bot.health.check.status', {
          description: '1 for healthy, 0 for not.',
          labels: ['check.name'],
        });
        return (value, checkName) => status.set(value, { 'check.name': checkName });
      },
      classic: () => {
        const status = metrics.gauge('health_check_status', {
          description: '1 for healthy, 0 for not.',
          labels: ['check_name'],
        });
        return (value, checkName) => status.set(value, { check_name: checkName });
      },
    });
    this.#lastSuccess = metrics.gauge('bot.health.check.last_success', {
      description: 'When the check last succeeded, as Unix time.',
      unit: 's',
      labels: ['check.name'],
    });
    this.#duration = metrics.histogram('bot.health.check.duration', {
      description: 'Duration of health checks.',
      unit: 's',
      labels: ['check.name'],
    });
  }

  /**
   * Adds a check, or replaces the one of that name. It fails by throwing, by rejecting, by answering `false`, or by not
   * answering in time.
   */
  register(name: string, check: Check, options: HealthCheckOptions = {}): void {
    this.#checks.set(
      name,
      new HealthCheck(name, check, options, {
        clock: this.#clock,
        scheduler: this.#scheduler,
        onResult: (result, seconds) => {
          this.#duration.record(seconds, { 'check.name': name });
          this.#record(result);
        },
      }),
    );
  }

  /** Runs the checks of a probe, all at once. Never rejects. */
  async run(probe: Probe = 'readiness'): Promise<HealthReport> {
    const asked = [...this.#checks.values()].filter((check) => check.probes.includes(probe));
    const results = await Promise.all(asked.map(async (check) => [check.name, await check.run()] as const));
    const told = probe === 'readiness' ? this.#toldResults() : [];
    const statuses = [
      ...asked.map((check) => check.status),
      ...told.map((result) => (result.isHealthy ? 'pass' : 'fail')),
    ];
    return {
      status: worst(statuses),
      checks: {
        ...Object.fromEntries(told.map((result) => [result.checkName, result])),
        ...Object.fromEntries(results),
      },
    };
  }

  /** The last result of each check; one that has not run yet is not there, and one that ran long ago is not healthy. */
  results(): HealthCheckResult[] {
    const ran = [...this.#checks.values()].flatMap(({ result, ranAt }) =>
      result === undefined ? [] : [this.#unlessStale(result, ranAt)],
    );
    return [...ran, ...this.#toldResults()];
  }

  /** Records a result that was measured elsewhere; it counts for readiness from then on. */
  update(result: HealthCheckResult): void {
    try {
      this.#told.set(result.checkName, { result, at: this.#clock.monotonicSeconds() });
      this.#record(result);
    } catch {
      this.#metrics.store.refuse('a health check result that cannot be read');
    }
  }

  #toldResults(): HealthCheckResult[] {
    return [...this.#told.values()].map(({ result, at }) => this.#unlessStale(result, at));
  }

  #unlessStale(result: HealthCheckResult, at: number): HealthCheckResult {
    const age = this.#clock.monotonicSeconds() - at;
    if (!result.isHealthy || age < this.#staleAfter) return result;
    for (const set of this.#status) set(0, result.checkName);
    return { ...result, isHealthy: false, message: `stale: healthy ${Math.round(age)} s ago, nothing since` };
  }

  #record({ checkName, isHealthy }: HealthCheckResult): void {
    for (const set of this.#status) set(isHealthy ? 1 : 0, checkName);
    if (isHealthy) this.#lastSuccess.set(this.#clock.wallSeconds(), { 'check.name': checkName });
  }
}

function worst(statuses: readonly string[]): HealthStatus {
  if (statuses.includes('fail')) return 'fail';
  return statuses.includes('warn') ? 'warn' : 'pass';
}
