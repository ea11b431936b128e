import { BotMetricsError } from '../bot-metrics-error.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { guardedDiagnostics } from '../diagnostics/guarded-diagnostics.ts';
import type { Cancel, Scheduler } from '../time/clock.ts';
import { systemScheduler } from '../time/system-clock.ts';

/** What times the polling, and where its failures are told. */
export interface PollingOptions {
  /** @default the runtime's timers */
  readonly scheduler?: Scheduler;
  /** @default that of the backend, or the console */
  readonly diagnostics?: Diagnostics;
}

/** What is polled: `collect` reads and records; `clear` takes the values out that it can no longer vouch for. */
export interface Polled {
  readonly what: string;
  collect(): Promise<unknown>;
  clear(): void;
}

/**
 * Collects at an interval, never twice at a time. A source that fails, or has not answered by the next time, costs one
 * diagnostic until it works again, and its series disappear: an old value would lie.
 */
export class Polling {
  readonly #polled: Polled;
  readonly #scheduler: Scheduler;
  readonly #diagnostics: Diagnostics;
  #cancel: Cancel | undefined;
  #busy = false;
  #failing = false;

  constructor(polled: Polled, diagnostics: Diagnostics, options: PollingOptions) {
    this.#polled = polled;
    this.#scheduler = options.scheduler ?? systemScheduler;
    this.#diagnostics = guardedDiagnostics(options.diagnostics ?? diagnostics);
  }

  /**
   * Collects now, then at a random point of the first interval, so that many processes that start together do not ask
   * together, and from there every `intervalSeconds`. Started again, it takes the new interval.
   * @throws BotMetricsError `invalid_configuration` for an interval that is none
   */
  start(intervalSeconds: number): void {
    if (!(intervalSeconds > 0)) {
      const what = `the interval of ${this.#polled.what} is ${intervalSeconds}`;
      throw new BotMetricsError('invalid_configuration', `${what}; write a number of seconds above 0`);
    }
    this.stop();
    this.#cancel = this.#scheduler.after(Math.random() * intervalSeconds, () => {
      this.#cancel = this.#scheduler.every(intervalSeconds, () => this.#tick());
      this.#tick();
    });
    this.#tick();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #tick(): void {
    if (this.#busy) this.#fails(new Error('it has not answered since the last time'));
    else void this.#collect();
  }

  async #collect(): Promise<void> {
    this.#busy = true;
    try {
      await this.#polled.collect();
      if (this.#failing) this.#report('polling_recovered', `${this.#polled.what} can be read again`, 'info');
      this.#failing = false;
    } catch (error) {
      this.#fails(error);
    } finally {
      this.#busy = false;
    }
  }

  #fails(error: unknown): void {
    this.#polled.clear();
    if (this.#failing) return;
    this.#failing = true;
    const why = error instanceof Error ? error.message : String(error);
    const message = `${this.#polled.what} cannot be read; its metrics are absent until it can: ${why}`;
    this.#report('polling_failed', message, 'warn', error);
  }

  #report(code: string, message: string, severity: 'info' | 'warn', cause?: unknown): void {
    this.#diagnostics.report({ code, message, severity, cause });
  }
}
