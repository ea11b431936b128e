/** The result of one health check. */
export interface HealthCheckResult {
  readonly checkName: string;
  readonly isHealthy: boolean;
  /** Why it is unhealthy, or what was observed. Never a secret. */
  readonly message?: string;
  /** When the check ended. */
  readonly timestamp?: Date;
}

/** Whether the process is alive, can take work, or has started. */
export type Probe = 'liveness' | 'readiness' | 'startup';

/**
 * The HTTP status of `warn` is 200, that of `fail` 503.
 * Source: `application/health+json`, draft-inadarei-api-health-check-06.
 */
export type HealthStatus = 'pass' | 'warn' | 'fail';

/** The result of a probe. */
export interface HealthReport {
  readonly status: HealthStatus;
  readonly checks: Readonly<Record<string, HealthCheckResult>>;
}

/** How a check runs, and the effect of its failure. */
export interface HealthCheckOptions {
  /** Seconds after which the check's signal is aborted and the check fails. @default 5 */
  readonly timeout?: number;
  /** Seconds for which a result is reused without running the check. @default 1 */
  readonly ttl?: number;
  /** Failures in a row after which the check counts as failed. @default 1 */
  readonly failAfter?: number;
  /** Whether a failure fails the report; otherwise it degrades the report to `warn`. @default true */
  readonly critical?: boolean;
  /** The probes that run it. Liveness should never depend on another service. @default ['readiness', 'startup'] */
  readonly probes?: readonly Probe[];
}
