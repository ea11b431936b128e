import { BotMetricsError } from '../bot-metrics-error.ts';
import { errorText } from '../diagnostics/error-text.ts';
import type { Scheduler } from '../time/clock.ts';
import { systemScheduler } from '../time/clock.ts';
import { keepAlive } from '../time/keep-alive.ts';
import { ExportLoop } from './export-loop.ts';
import { Outage } from './outage.ts';
import { type BackendOptions, StoreBackend } from './store-backend.ts';

/** Options of every backend that sends at an interval. */
export interface PushOptions extends BackendOptions {
  /** Times the interval and the deadlines. @default the runtime's timers */
  readonly scheduler?: Scheduler;
}

/** Results of the exports of a backend. */
export interface ExportStatus {
  /** Wall seconds of the last successful export; absent before the first. */
  readonly lastSuccess?: number;
  /** Why the last export failed; absent if it succeeded. Never a secret. */
  readonly lastError?: string;
}

/** The times of a backend that sends at an interval, with every default filled in. */
export interface PushSettings {
  readonly intervalSeconds: number;
  /** Seconds for `flush` and `shutdown` without a deadline of the caller. */
  readonly deadlineSeconds: number;
}

/**
 * A backend that sends at an interval: one export at a time, the first one at a random point of the interval, and deadlines that
 * hold even if an export hangs. `DeliveringBackend` adds batches and their delivery.
 */
export abstract class PushBackend extends StoreBackend {
  protected readonly outage: Outage;
  readonly #loop: ExportLoop;
  readonly #deadlineSeconds: number;
  /** Set by `shutdown`: every later call is refused. */
  #ending: Promise<void> | undefined;
  #ended = false;
  #exportStatus: ExportStatus = {};

  constructor(kind: string, options: PushOptions, settings: PushSettings) {
    super(kind, options);
    const subject = `backend "${this.name}"`;
    this.#deadlineSeconds = settings.deadlineSeconds;
    this.outage = new Outage(subject, () => this.diagnostics);
    this.#loop = new ExportLoop({
      subject,
      intervalSeconds: settings.intervalSeconds,
      scheduler: options.scheduler ?? systemScheduler,
      exportOnce: (timeoutSeconds) => this.#export(timeoutSeconds),
    });
  }

  /**
   * Starts the interval. A receiver that cannot be reached is not an error.
   * @throws BotMetricsError `closed` after shutdown, `missing_package` if an optional package is not installed
   */
  async start(): Promise<void> {
    this.#checkOpen();
    await this.load();
    this.#loop.start();
  }

  /**
   * Exports now, after the export in flight.
   * @throws BotMetricsError `export_failed`, `deadline_exceeded`, or `closed` after shutdown
   */
  async flush(deadlineSeconds: number = this.#deadlineSeconds): Promise<void> {
    this.#checkOpen();
    await keepAlive(() => this.#loop.flush(deadlineSeconds));
  }

  /**
   * Stops the interval, exports once more and releases all resources. Records that could not be delivered count as
   * dropped{shutdown}. A second call resolves when the first has ended.
   * @throws BotMetricsError as `flush`, after all resources are released
   */
  shutdown(deadlineSeconds: number = this.#deadlineSeconds): Promise<void> {
    if (this.#ending !== undefined) return this.#ending.catch(() => {});
    this.#ending = keepAlive(() => this.#end(deadlineSeconds));
    this.hurry();
    return this.#ending;
  }

  /** Results of the exports so far. */
  get exportStatus(): ExportStatus {
    return this.#exportStatus;
  }

  /** Whether the backend was shut down: nothing is sent any more. */
  protected get ended(): boolean {
    return this.#ended;
  }

  /** Loads what the first export needs, such as an optional package. */
  protected async load(): Promise<unknown> {
    return undefined;
  }

  /**
   * Delivers what is pending, and rejects with `export_failed` if it could not. Calls do not overlap.
   * @param timeoutSeconds the deadline of a flush or shutdown; unlimited at an interval
   */
  protected abstract exportOnce(timeoutSeconds?: number): Promise<void>;

  /** Whether `shutdown` was called: the next export is the last one. */
  protected get isEnding(): boolean {
    return this.#ending !== undefined;
  }

  /** Called when a shutdown begins: an export in flight should not wait for another attempt. */
  protected hurry(): void {}

  /** Closes connections and releases a snapshot that is held. */
  protected abstract close(): void;

  async #export(timeoutSeconds?: number): Promise<void> {
    const started = this.clock.monotonicSeconds();
    let outcome: 'success' | 'failure' = 'failure';
    try {
      await this.exportOnce(timeoutSeconds);
      outcome = 'success';
      this.#exportStatus = { lastSuccess: this.clock.wallSeconds() };
    } catch (error) {
      this.#exportStatus = { ...this.#exportStatus, lastError: errorText(error) };
      throw error;
    } finally {
      this.store.internal?.exported(this.name, outcome, this.clock.monotonicSeconds() - started);
    }
  }

  async #end(deadlineSeconds: number): Promise<void> {
    this.#loop.stop();
    try {
      await this.#loop.flush(deadlineSeconds);
    } finally {
      this.#ended = true;
      this.close();
      this.reader.abandon('shutdown');
    }
  }

  #checkOpen(): void {
    if (this.#ending !== undefined) throw new BotMetricsError('closed', `backend "${this.name}" was shut down`);
  }
}
