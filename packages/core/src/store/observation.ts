import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { errorText } from '../diagnostics/error-text.ts';
import type { Scheduler } from '../time/clock.ts';
import { withTimeout } from '../time/deadline.ts';

/** The most that a callback may take. */
const MAX_SECONDS = 5;
/** The part of a reader's time that it waits for callbacks; the rest is for encoding and sending. */
const SHARE = 0.5;

/** An observable instrument. */
export interface Observable {
  readonly name: string;
  /** Calls the callback and records what it reports. Rejects if the callback fails. */
  observe(signal: AbortSignal): Promise<void>;
  /** Takes all series out of sight, because their values are unknown. */
  forget(): void;
}

/** A running callback. */
interface Call {
  /** Never rejects. */
  readonly ended: Promise<void>;
  /** Whether a reader went on without it. */
  isLate: boolean;
}

/**
 * Calls the observable instruments before a backend reads. Concurrent readers share a running callback. One that fails or takes too
 * long affects its own metric only: the series are absent, one diagnostic names the metric, and the next reader calls it again.
 */
export class Observation {
  readonly #instruments = new Set<Observable>();
  readonly #failing = new Set<Observable>();
  readonly #calls = new Map<Observable, Call>();
  readonly #scheduler: Scheduler;
  readonly #diagnostics: Diagnostics;

  constructor(scheduler: Scheduler, diagnostics: Diagnostics) {
    this.#scheduler = scheduler;
    this.#diagnostics = diagnostics;
  }

  add(instrument: Observable): void {
    this.#instruments.add(instrument);
  }

  /**
   * Resolves when every callback has reported or failed, and at the latest after half of `timeoutSeconds` or 5 seconds. Never
   * rejects; `undefined` without instruments.
   */
  observe(timeoutSeconds: number = Number.POSITIVE_INFINITY): Promise<void> | undefined {
    if (this.#instruments.size === 0) return undefined;
    return this.#observe(Math.min(MAX_SECONDS, timeoutSeconds * SHARE));
  }

  async #observe(seconds: number): Promise<void> {
    const calls = [...this.#instruments].map((instrument) => [instrument, this.#call(instrument)] as const);
    let cancel = (): void => {};
    const timedOut = new Promise<void>((resolve) => {
      cancel = this.#scheduler.after(seconds, resolve);
    });
    await Promise.race([Promise.all(calls.map(([, { ended }]) => ended)), timedOut]);
    cancel();
    for (const [instrument, call] of calls) {
      if (this.#calls.get(instrument) !== call) continue;
      call.isLate = true;
      this.#fail(instrument, new Error(`no answer within ${seconds} s`));
    }
  }

  /** Joins the running call of a callback, or calls it. */
  #call(instrument: Observable): Call {
    const running = this.#calls.get(instrument);
    if (running !== undefined) return running;
    const observed = withTimeout(MAX_SECONDS, this.#scheduler, (signal) => instrument.observe(signal));
    const ended = observed.then(
      () => {
        if (!call.isLate) this.#succeed(instrument);
      },
      (error: unknown) => this.#fail(instrument, error),
    );
    const call: Call = {
      ended: ended.finally(() => this.#calls.delete(instrument)),
      isLate: false,
    };
    this.#calls.set(instrument, call);
    return call;
  }

  #succeed(instrument: Observable): void {
    if (this.#failing.delete(instrument))
      this.#report(instrument, 'observation_recovered', 'is observed again', 'info');
  }

  #fail(instrument: Observable, error: unknown): void {
    instrument.forget();
    if (this.#failing.has(instrument)) return;
    this.#failing.add(instrument);
    this.#report(
      instrument,
      'observation_failed',
      `is absent until its callback succeeds: ${errorText(error)}`,
      'warn',
      error,
    );
  }

  #report(instrument: Observable, code: string, what: string, severity: 'info' | 'warn', cause?: unknown): void {
    this.#diagnostics.report({ code, message: `metric "${instrument.name}" ${what}`, severity, cause });
  }
}
