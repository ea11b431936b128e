import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Scheduler } from '../time/clock.ts';
import { withTimeout } from '../time/deadline.ts';

/** How long a reader waits for observable instruments. */
const TIMEOUT_SECONDS = 5;

/** An observable instrument. */
export interface Observable {
  readonly name: string;
  /** Calls the callback and records what it reports. Rejects if the callback fails. */
  observe(signal: AbortSignal): Promise<void>;
  /** Removes the series, whose values are unknown. */
  forget(): void;
}

/**
 * Calls the observable instruments before a backend reads. Concurrent readers share one round. A callback that fails or takes
 * too long affects its own metric only: the series disappear, and one diagnostic is reported.
 */
export class Observation {
  readonly #instruments = new Set<Observable>();
  readonly #failing = new Set<Observable>();
  readonly #scheduler: Scheduler;
  readonly #diagnostics: Diagnostics;
  #round: Promise<void> | undefined;

  constructor(scheduler: Scheduler, diagnostics: Diagnostics) {
    this.#scheduler = scheduler;
    this.#diagnostics = diagnostics;
  }

  add(instrument: Observable): void {
    this.#instruments.add(instrument);
  }

  /** Resolves when every callback has reported or failed. Never rejects; `undefined` without instruments. */
  observe(): Promise<void> | undefined {
    if (this.#instruments.size === 0) return undefined;
    this.#round ??= this.#observeAll().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  async #observeAll(): Promise<void> {
    await Promise.all([...this.#instruments].map((instrument) => this.#observeOne(instrument)));
  }

  async #observeOne(instrument: Observable): Promise<void> {
    try {
      await withTimeout(TIMEOUT_SECONDS, this.#scheduler, (signal) => instrument.observe(signal));
      if (this.#failing.delete(instrument))
        this.#report(instrument, 'observation_recovered', 'is observed again', 'info');
    } catch (error) {
      instrument.forget();
      if (this.#failing.has(instrument)) return;
      this.#failing.add(instrument);
      const reason = error instanceof Error ? error.message : String(error);
      this.#report(instrument, 'observation_failed', `is absent until its callback succeeds: ${reason}`, 'warn', error);
    }
  }

  #report(instrument: Observable, code: string, what: string, severity: 'info' | 'warn', cause?: unknown): void {
    this.#diagnostics.report({ code, message: `metric "${instrument.name}" ${what}`, severity, cause });
  }
}
