import { BotMetricsError } from '../bot-metrics-error.ts';
import type { Cancel, Scheduler } from '../time/clock.ts';

export interface ExportLoopOptions {
  /** Begins the messages of its errors, such as `backend "cloud"`. */
  readonly subject: string;
  readonly intervalSeconds: number;
  readonly scheduler: Scheduler;
  /**
   * Delivers what is pending; rejects when it could not.
   * @param timeoutSeconds the deadline of a flush; unlimited at an interval
   */
  readonly exportOnce: (timeoutSeconds?: number) => Promise<void>;
}

/**
 * Exports at an interval and when asked, one export at a time.
 *
 * The first export comes at a random point of the first interval, so that many processes that start together do not send
 * together. A tick that finds an export in flight is left out.
 */
export class ExportLoop {
  readonly #options: ExportLoopOptions;
  /** Ends when the exports that were asked for so far have ended; never rejects. */
  #queue: Promise<unknown> = Promise.resolve();
  #queued = 0;
  #cancel: Cancel | undefined;
  #stopped = false;

  constructor(options: ExportLoopOptions) {
    this.#options = options;
  }

  /** Does nothing if it runs already, or was stopped. */
  start(): void {
    if (this.#cancel !== undefined || this.#stopped) return;
    const { scheduler, intervalSeconds } = this.#options;
    this.#cancel = scheduler.after(Math.random() * intervalSeconds, () => {
      this.#cancel = scheduler.every(intervalSeconds, () => this.#tick());
      this.#tick();
    });
  }

  /** No export starts by itself any more. */
  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /**
   * Exports once more, after those in flight.
   * @throws BotMetricsError that of the export, or `deadline_exceeded` if it did not end in time
   */
  flush(deadlineSeconds: number): Promise<void> {
    const { scheduler, subject } = this.#options;
    return new Promise((resolve, reject) => {
      let late = false;
      const cancel = scheduler.after(deadlineSeconds, () => {
        late = true;
        reject(
          new BotMetricsError('deadline_exceeded', `${subject}: the flush did not end within ${deadlineSeconds} s`),
        );
      });
      this.#enqueue(async () => {
        if (!late) await this.#options.exportOnce(deadlineSeconds);
      })
        .then(resolve, reject)
        .finally(cancel);
    });
  }

  #tick(): void {
    // The export has reported its failure; here only the next tick matters.
    if (this.#queued === 0) this.#enqueue(() => this.#options.exportOnce()).catch(() => {});
  }

  #enqueue(task: () => Promise<void>): Promise<void> {
    this.#queued += 1;
    const ended = this.#queue.then(task).finally(() => {
      this.#queued -= 1;
    });
    this.#queue = ended.catch(() => {});
    return ended;
  }
}
