import type { DiagnosticEvent, Diagnostics } from '../src/diagnostics/diagnostics.ts';

/** Keeps what is reported. */
export class KeptDiagnostics implements Diagnostics {
  readonly events: DiagnosticEvent[] = [];

  get codes(): string[] {
    return this.events.map(({ code }) => code);
  }

  report(event: DiagnosticEvent): void {
    this.events.push(event);
  }
}
