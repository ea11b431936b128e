import type { Clock } from '../time/clock.ts';

/** How much an event matters. */
export type Severity = 'info' | 'warn' | 'error';

/** An event that the operator of the service should know about. */
export interface DiagnosticEvent {
  /** Stable and machine-readable, such as `export_failed`. */
  readonly code: string;
  /** One line: what happened, to what, and the remedy. Never contains a secret. */
  readonly message: string;
  readonly severity: Severity;
  readonly cause?: unknown;
}

/** Receives the diagnostic events of the SDK. */
export interface Diagnostics {
  /** Called where the event occurs. What it throws is ignored. */
  report(event: DiagnosticEvent): void;
}

/** Wraps `diagnostics` so that `report` never throws: a failing reporter must not fail the code that records. */
export function guardDiagnostics(diagnostics: Diagnostics): Diagnostics {
  return {
    report(event) {
      try {
        diagnostics.report(event);
      } catch {
        // Nobody is left to report to.
      }
    },
  };
}

/** How long the same message is not repeated. */
const QUIET_SECONDS = 60;
const MAX_REMEMBERED = 500;

/** Prints events to the console, each message at most once a minute. */
export class ConsoleDiagnostics implements Diagnostics {
  readonly #clock: Clock;
  readonly #printedAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  report(event: DiagnosticEvent): void {
    const now = this.#clock.monotonicSeconds();
    const printedAt = this.#printedAt.get(event.message);
    if (printedAt !== undefined && now - printedAt < QUIET_SECONDS) return;
    if (this.#printedAt.size >= MAX_REMEMBERED) this.#printedAt.clear();
    this.#printedAt.set(event.message, now);
    console[event.severity](`[bot-metrics] ${event.message} (${event.code})`);
  }
}
