import type { DiagnosticEvent, Diagnostics } from '@bot-metrics/core';

/** Keeps what is reported, so that a test can look at it. */
export class CollectedDiagnostics implements Diagnostics {
  readonly #events: DiagnosticEvent[] = [];

  /** In the order they were reported. */
  get events(): readonly DiagnosticEvent[] {
    return this.#events;
  }

  report(event: DiagnosticEvent): void {
    this.#events.push(event);
  }

  /** The code of each event, with repetitions: what most tests compare. */
  codes(): string[] {
    return this.#events.map((event) => event.code);
  }

  clear(): void {
    this.#events.length = 0;
  }
}
