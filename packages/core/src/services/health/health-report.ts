import type { HealthCheckResult } from './health-check-result.ts';

/** Which question is asked: is the process alive, can it take work, has it started. */
export type Probe = 'liveness' | 'readiness' | 'startup';

/**
 * `application/health+json` of draft-inadarei-api-health-check-06: `warn` still answers 200, `fail` answers 503.
 */
export type HealthStatus = 'pass' | 'warn' | 'fail';

/** The answer to a probe. */
export interface HealthReport {
  readonly status: HealthStatus;
  readonly checks: Readonly<Record<string, HealthCheckResult>>;
}

/** How a check is run and what its failure means. */
export interface HealthCheckOptions {
  /** Seconds until the check's signal is aborted and it counts as failed. @default 5 */
  readonly timeout?: number;
  /** Seconds for which a result is answered again without running the check. @default 1 */
  readonly ttl?: number;
  /** Failures in a row until it counts as unhealthy. @default 1 */
  readonly failAfter?: number;
  /** Whether its failure fails the report; otherwise it degrades it to `warn`. @default true */
  readonly critical?: boolean;
  /** Which probes run it. Liveness never should depend on another service. @default ['readiness', 'startup'] */
  readonly probes?: readonly Probe[];
}
