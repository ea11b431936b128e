import type { Cancel, Scheduler } from '../ports/clock.ts';
import type { Diagnostics } from '../ports/diagnostics.ts';
import { systemScheduler } from '../system-clock.ts';

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
 * Collects at an interval, never twice at a time. A failing source costs one diagnostic until it works again, and its
 * series disappear: an old value would lie.
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
    this.#diagnostics = options.diagnostics ?? diagnostics;
  }

  /** Collects now and then every `intervalSeconds`. Started again, it takes the new interval. */
  start(intervalSeconds: number): void {
    this.stop();
    this.#cancel = this.#scheduler.every(intervalSeconds, () => void this.poll());
    void this.poll();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Collects once, unless it is collecting already. Never rejects. */
  async poll(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    const { what } = this.#polled;
    try {
      await this.#polled.collect();
      if (this.#failing) this.#report('polling_recovered', `${what} can be read again`, 'info');
      this.#failing = false;
    } catch (error) {
      this.#polled.clear();
      if (!this.#failing)
        this.#report('polling_failed', `${what} cannot be read; its metrics are absent until it can`, 'warn', error);
      this.#failing = true;
    } finally {
      this.#busy = false;
    }
  }

  #report(code: string, message: string, severity: 'info' | 'warn', cause?: unknown): void {
    const why = cause instanceof Error ? `: ${cause.message}` : '';
    this.#diagnostics.report({ code, message: message + why, severity, cause });
  }
}
