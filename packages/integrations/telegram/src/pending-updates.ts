import { BotMetricsError, type Cancel, guarded, type Metrics, type Scheduler } from '@bot-metrics/core';

/** Asks `getWebhookInfo` for its `pending_update_count`. */
export type ReadPending = () => Promise<number>;

/**
 * Asks at an interval how many updates wait, never twice at a time. While the answer is a failure the series is absent: an
 * old figure would lie.
 */
export class PendingUpdates {
  readonly #read: ReadPending;
  readonly #intervalSeconds: number;
  readonly #scheduler: Scheduler;
  readonly #pending;
  #cancel: Cancel | undefined;
  #busy = false;

  /** @throws BotMetricsError `invalid_configuration` for an interval that is none */
  constructor(metrics: Metrics, read: ReadPending, intervalSeconds: number, scheduler: Scheduler) {
    if (!(Number.isFinite(intervalSeconds) && intervalSeconds > 0)) {
      const what = `pendingUpdatesInterval is ${intervalSeconds}`;
      throw new BotMetricsError('invalid_configuration', `${what}; write a number of seconds above 0`);
    }
    this.#read = read;
    this.#intervalSeconds = intervalSeconds;
    this.#scheduler = scheduler;
    this.#pending = metrics.gauge('telegram.updates.pending', {
      description: 'Updates that wait at Telegram',
      unit: '{update}',
    });
  }

  /** Asks now and at every interval. */
  start(): void {
    this.#cancel = this.#scheduler.every(this.#intervalSeconds, () => void this.#ask());
    void this.#ask();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    guarded(() => this.#pending.remove());
  }

  async #ask(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      const count = await this.#read();
      if (this.#cancel !== undefined) guarded(() => this.#pending.set(count));
    } catch {
      // That the request failed is in telegram.client.request.duration.
      guarded(() => this.#pending.remove());
    }
    this.#busy = false;
  }
}
