import { BotMetricsError } from '../bot-metrics-error.ts';
import type { Scheduler } from '../time/clock.ts';
import { systemScheduler } from '../time/clock.ts';
import { ExportLoop } from './export-loop.ts';
import { Outage } from './outage.ts';
import { type BackendOptions, StoreBackend } from './store-backend.ts';

/** Options of every backend that sends at an interval. */
export interface PushOptions extends BackendOptions {
  /** Times the interval and the deadlines. @default the runtime's timers */
  readonly scheduler?: Scheduler;
}

/** How the exports of a backend have gone. */
export interface ExportStatus {
  /** Wall seconds at which one last succeeded; absent before the first. */
  readonly lastSuccess?: number;
  /** What the last one failed with; absent if it succeeded. Never a secret. */
  readonly lastError?: string;
}

/** The times of a backend that sends at an interval, with every default filled in. */
export interface PushSettings {
  readonly intervalSeconds: number;
  /** Of `flush` and `shutdown`, where the caller names none. */
  readonly deadlineSeconds: number;
}

/**
 * What the backends share that send at an interval: one export at a time, a first one at a random point of the interval,
 * deadlines that hold whatever hangs, one word when trouble starts and one when it is over.
 */
export abstract class PushBackend extends StoreBackend {
  protected readonly outage: Outage;
  readonly #loop: ExportLoop;
  readonly #deadlineSeconds: number;
  /** Shut down, or about to be: takes no more orders. */
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
      exportOnce: () => this.#export(),
    });
  }

  /**
   * Starts the interval. A receiver that cannot be reached is no error.
   * @throws BotMetricsError `closed` after shutdown, and what a missing package gives
   */
  async start(): Promise<void> {
    this.#checkOpen();
    await this.load();
    this.#loop.start();
  }

  /**
   * Exports now, after an export in flight.
   * @throws BotMetricsError `export_failed`, `deadline_exceeded`, or `closed` after shutdown
   */
  async flush(deadlineSeconds: number = this.#deadlineSeconds): Promise<void> {
    this.#checkOpen();
    await this.#loop.flush(deadlineSeconds);
  }

  /**
   * Stops the interval, exports once more and lets go of everything. What could not be delivered then counts as
   * dropped{shutdown}. Called again, it resolves when the first call has ended.
   * @throws BotMetricsError as `flush`, after everything was let go of
   */
  shutdown(deadlineSeconds: number = this.#deadlineSeconds): Promise<void> {
    if (this.#ending !== undefined) return this.#ending.catch(() => {});
    this.#ending = this.#end(deadlineSeconds);
    return this.#ending;
  }

  /** How exports have gone so far. */
  get exportStatus(): ExportStatus {
    return this.#exportStatus;
  }

  /** Shut down: nothing is sent any more. */
  protected get ended(): boolean {
    return this.#ended;
  }

  /** What has to be there before the first export. */
  protected async load(): Promise<unknown> {
    return undefined;
  }

  /** Delivers what is pending; rejects with `export_failed` when it could not. Never called twice at a time. */
  protected abstract exportOnce(): Promise<void>;

  /** Lets go of sockets and of a snapshot that is held. */
  protected abstract close(): void;

  async #export(): Promise<void> {
    const started = this.clock.monotonicSeconds();
    let outcome: 'success' | 'failure' = 'failure';
    try {
      await this.exportOnce();
      outcome = 'success';
      this.#exportStatus = { lastSuccess: this.clock.wallSeconds() };
    } catch (error) {
      this.#exportStatus = { ...this.#exportStatus, lastError: error instanceof Error ? error.message : String(error) };
      throw error;
    } finally {
      this.store.own?.exported(this.name, outcome, this.clock.monotonicSeconds() - started);
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
