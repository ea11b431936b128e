import type { DiagnosticEvent, Diagnostics } from '@bot-metrics/core';

/** Collects reported events for assertions. */
export class CollectedDiagnostics implements Diagnostics {
  readonly #events: DiagnosticEvent[] = [];

  /** In order of reporting. */
  get events(): readonly DiagnosticEvent[] {
    return this.#events;
  }

  report(event: DiagnosticEvent): void {
    this.#events.push(event);
  }

  /** The code of each event, including repetitions: what most tests compare. */
  codes(): string[] {
    return this.#events.map((event) => event.code);
  }

  clear(): void {
    this.#events.length = 0;
  }
}
