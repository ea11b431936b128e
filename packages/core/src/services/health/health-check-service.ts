import type { Gauge, Histogram } from '../../instruments/instrument.ts';
import type { Metrics } from '../../metrics.ts';
import { toMetrics } from '../../metrics.ts';
import type { MetricsRecorder } from '../../ports/metrics-backend-port.ts';
import type { Clock, Scheduler } from '../../time/clock.ts';
import { systemScheduler } from '../../time/clock.ts';
import { forNamings, type NamingOptions } from '../naming.ts';
import { type Check, HealthCheck } from './health-check.ts';
import type { HealthCheckOptions, HealthCheckResult, HealthReport, HealthStatus, Probe } from './health-report.ts';

/** The naming of the service's metrics, and the timing of its checks. */
export interface HealthCheckServiceOptions extends NamingOptions {
  /** @default the runtime's timers */
  readonly scheduler?: Scheduler;
  /** Seconds after which a healthy result counts as unhealthy unless it was renewed. @default 60 */
  readonly staleAfter?: number;
}

const DEFAULT_STALE_AFTER_SECONDS = 60;

type Checks = readonly ['check.name'];

/** Runs health checks for probes, and records their results. */
export class HealthCheckService {
  readonly #metrics: Metrics;
  readonly #clock: Clock;
  readonly #scheduler: Scheduler;
  readonly #staleAfter: number;
  readonly #checks = new Map<string, HealthCheck>();
  readonly #reported = new Map<string, { result: HealthCheckResult; at: number }>();
  readonly #status: readonly ((value: number, checkName: string) => void)[];
  readonly #lastSuccess: Gauge<Checks>;
  readonly #duration: Histogram<Checks>;

  constructor(backend: MetricsRecorder | Metrics, options: HealthCheckServiceOptions = {}) {
    const metrics = toMetrics(backend);
    this.#metrics = metrics;
    this.#clock = metrics.store.clock;
    this.#scheduler = options.scheduler ?? systemScheduler;
    this.#staleAfter = options.staleAfter ?? DEFAULT_STALE_AFTER_SECONDS;
    this.#status = forNamings<(value: number, checkName: string) => void>(options.naming, {
      semantic: () => {
        const status = metrics.gauge('bot.health.check.status', {
          description: '1 for healthy, 0 for unhealthy.',
          labels: ['check.name'],
        });
        return (value, checkName) => status.set(value, { 'check.name': checkName });
      },
      classic: () => {
        const status = metrics.gauge('health_check_status', {
          description: '1 for healthy, 0 for unhealthy.',
          labels: ['check_name'],
        });
        return (value, checkName) => status.set(value, { check_name: checkName });
      },
    });
    this.#lastSuccess = metrics.gauge('bot.health.check.last_success', {
      description: 'Unix time of the last success of the check.',
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
   * Adds a check, or replaces the one of that name. A check fails by throwing, by rejecting, by returning `false`, or by not
   * settling in time.
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

  /** Runs the checks of a probe concurrently. Readiness includes the results of `update`. Never rejects. */
  async run(probe: Probe = 'readiness'): Promise<HealthReport> {
    const checks = [...this.#checks.values()].filter((check) => check.probes.includes(probe));
    const results = await Promise.all(checks.map(async (check) => [check.name, await check.run()] as const));
    const reported = probe === 'readiness' ? this.#reportedResults() : [];
    const statuses = [
      ...checks.map((check) => check.status),
      ...reported.map((result) => (result.isHealthy ? 'pass' : 'fail')),
    ];
    return {
      status: worst(statuses),
      checks: {
        ...Object.fromEntries(reported.map((result) => [result.checkName, result])),
        ...Object.fromEntries(results),
      },
    };
  }

  /** The last result of each check that has run. A healthy result older than `staleAfter` is reported as unhealthy. */
  results(): HealthCheckResult[] {
    const ran = [...this.#checks.values()].flatMap(({ result, ranAt }) =>
      result === undefined ? [] : [this.#checkStaleness(result, ranAt)],
    );
    return [...ran, ...this.#reportedResults()];
  }

  /** Records a result from elsewhere, which counts for readiness from then on. Never throws. */
  update(result: HealthCheckResult): void {
    try {
      this.#reported.set(result.checkName, { result, at: this.#clock.monotonicSeconds() });
      this.#record(result);
    } catch {
      this.#metrics.store.refuse('a health check result that cannot be read');
    }
  }

  #reportedResults(): HealthCheckResult[] {
    return [...this.#reported.values()].map(({ result, at }) => this.#checkStaleness(result, at));
  }

  #checkStaleness(result: HealthCheckResult, at: number): HealthCheckResult {
    const age = this.#clock.monotonicSeconds() - at;
    if (!result.isHealthy || age < this.#staleAfter) return result;
    for (const set of this.#status) set(0, result.checkName);
    return { ...result, isHealthy: false, message: `stale: healthy ${Math.round(age)} s ago, no result since` };
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
