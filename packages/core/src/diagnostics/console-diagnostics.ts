import type { Clock } from '../time/clock.ts';
import type { DiagnosticEvent, Diagnostics } from './diagnostics.ts';

/** How long the same message stays unsaid. */
const QUIET_SECONDS = 60;
const MOST_REMEMBERED = 500;

/** Prints events to the console, the same message at most once a minute. */
export class ConsoleDiagnostics implements Diagnostics {
  readonly #clock: Clock;
  readonly #saidAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  report(event: DiagnosticEvent): void {
    const now = this.#clock.monotonicSeconds();
    const said = this.#saidAt.get(event.message);
    if (said !== undefined && now - said < QUIET_SECONDS) return;
    if (this.#saidAt.size >= MOST_REMEMBERED) this.#saidAt.clear();
    this.#saidAt.set(event.message, now);
    console[event.severity](`[bot-metrics] ${event.message} (${event.code})`);
  }
}
