/** What one health check found. */
export interface HealthCheckResult {
  readonly checkName: string;
  readonly isHealthy: boolean;
  /** Why not, or what was observed. Never a secret. */
  readonly message?: string;
  /** When it was found. */
  readonly timestamp?: Date;
}
