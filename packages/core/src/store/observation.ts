import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { ObservableInstrument } from '../instruments/observable-instrument.ts';
import { answerInTime } from '../time/answer-in-time.ts';
import type { Scheduler } from '../time/clock.ts';

/** How long a reader waits for observable instruments. */
const DEADLINE_SECONDS = 5;

/**
 * Asks the observable instruments before a backend reads. Readers that come at the same time share one round, and a
 * callback that fails or does not answer costs its own metric only: the series disappear, with one diagnostic.
 */
export class Observation {
  readonly #instruments = new Set<ObservableInstrument>();
  readonly #failing = new Set<ObservableInstrument>();
  readonly #scheduler: Scheduler;
  readonly #diagnostics: Diagnostics;
  #round: Promise<void> | undefined;

  constructor(scheduler: Scheduler, diagnostics: Diagnostics) {
    this.#scheduler = scheduler;
    this.#diagnostics = diagnostics;
  }

  add(instrument: ObservableInstrument): void {
    this.#instruments.add(instrument);
  }

  /** Resolves when every value is known that will be. Never rejects; `undefined` where there is nothing to ask. */
  observe(): Promise<void> | undefined {
    if (this.#instruments.size === 0) return undefined;
    this.#round ??= this.#ask().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  async #ask(): Promise<void> {
    await Promise.all([...this.#instruments].map((instrument) => this.#askOne(instrument)));
  }

  async #askOne(instrument: ObservableInstrument): Promise<void> {
    try {
      await answerInTime(DEADLINE_SECONDS, this.#scheduler, (signal) => instrument.ask(signal));
      if (this.#failing.delete(instrument))
        this.#report(instrument, 'observation_recovered', 'can be observed again', 'info');
    } catch (error) {
      instrument.forget();
      if (this.#failing.has(instrument)) return;
      this.#failing.add(instrument);
      const why = error instanceof Error ? error.message : String(error);
      this.#report(instrument, 'observation_failed', `is absent until its callback works: ${why}`, 'warn', error);
    }
  }

  #report(
    instrument: ObservableInstrument,
    code: string,
    what: string,
    severity: 'info' | 'warn',
    cause?: unknown,
  ): void {
    this.#diagnostics.report({ code, message: `metric "${instrument.name}" ${what}`, severity, cause });
  }
}
