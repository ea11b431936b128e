/** How much an event matters. */
export type Severity = 'info' | 'warn' | 'error';

/** Something that the person who runs the service should know. */
export interface DiagnosticEvent {
  /** Stable and machine-readable, such as `export_failed`. */
  readonly code: string;
  /** One line: what happened, to what, and the remedy. Never a secret. */
  readonly message: string;
  readonly severity: Severity;
  readonly cause?: unknown;
}

/** Where the SDK says what a person should know. `report` must not throw. */
export interface Diagnostics {
  report(event: DiagnosticEvent): void;
}
