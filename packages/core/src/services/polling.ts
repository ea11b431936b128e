import { BotMetricsError } from '../bot-metrics-error.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { guardDiagnostics } from '../diagnostics/diagnostics.ts';
import { errorText } from '../diagnostics/error-text.ts';
import type { Cancel, Scheduler } from '../time/clock.ts';
import { systemScheduler } from '../time/clock.ts';

/** Dependencies of polling; each has a default. */
export interface PollingOptions {
  /** @default the runtime's timers */
  readonly scheduler?: Scheduler;
  /** Receives failures. @default the diagnostics of the backend, or the console */
  readonly diagnostics?: Diagnostics;
}

/** A source that is polled. */
export interface Polled {
  /** The subject of messages, such as `the task queue`. */
  readonly what: string;
  /** Reads the source and records its values. */
  collect(): Promise<unknown>;
  /** Removes the series, whose values are unknown. */
  clear(): void;
}

/**
 * Collects at an interval, one collection at a time. If the source fails, or has not answered by the next tick, its series are
 * removed, because old values would be wrong, and one diagnostic is reported until it recovers.
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
    this.#diagnostics = guardDiagnostics(options.diagnostics ?? diagnostics);
  }

  /**
   * Collects now, then at a random point of the first interval, and every `intervalSeconds` from there, so that processes
   * started together do not all poll at the same moment. Starting again replaces the interval.
   * @throws BotMetricsError `invalid_configuration` for an interval that is not above 0
   */
  start(intervalSeconds: number): void {
    if (!(intervalSeconds > 0)) {
      const subject = `the polling interval of ${this.#polled.what}`;
      const message = `${subject}: ${intervalSeconds} must be a number of seconds above 0`;
      throw new BotMetricsError('invalid_configuration', message);
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
    if (this.#busy) this.#fail(new Error('no answer since the last attempt'));
    else void this.#collect();
  }

  async #collect(): Promise<void> {
    this.#busy = true;
    try {
      await this.#polled.collect();
      if (this.#failing) this.#report('polling_recovered', `${this.#polled.what} is read again`, 'info');
      this.#failing = false;
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#busy = false;
    }
  }

  #fail(error: unknown): void {
    this.#polled.clear();
    if (this.#failing) return;
    this.#failing = true;
    const reason = errorText(error);
    const message = `${this.#polled.what} cannot be read; its metrics are absent until it recovers: ${reason}`;
    this.#report('polling_failed', message, 'warn', error);
  }

  #report(code: string, message: string, severity: 'info' | 'warn', cause?: unknown): void {
    this.#diagnostics.report({ code, message, severity, cause });
  }
}
