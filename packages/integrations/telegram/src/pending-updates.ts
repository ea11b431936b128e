import { BotMetricsError, guarded, type Metrics, Polling, type Scheduler } from '@bot-metrics/core';

/** Asks `getWebhookInfo` for its `pending_update_count`. */
export type ReadPending = () => Promise<number>;

/**
 * Asks at an interval how many updates wait. While the answer is a failure the series is absent: an old figure would lie.
 */
export class PendingUpdates {
  readonly #read: ReadPending;
  readonly #intervalSeconds: number;
  readonly #polling: Polling;
  readonly #pending;
  #isStopped = false;

  /** @throws BotMetricsError `invalid_configuration` for an interval that is none */
  constructor(metrics: Metrics, read: ReadPending, intervalSeconds: number, scheduler: Scheduler) {
    if (!(Number.isFinite(intervalSeconds) && intervalSeconds > 0)) {
      const what = `pendingUpdatesInterval is ${intervalSeconds}`;
      throw new BotMetricsError('invalid_configuration', `${what}; write a number of seconds above 0`);
    }
    this.#read = read;
    this.#intervalSeconds = intervalSeconds;
    this.#pending = metrics.gauge('telegram.updates.pending', {
      description: 'Updates that wait at Telegram',
      unit: '{update}',
    });
    const polled = {
      what: 'the number of pending updates',
      collect: () => this.#collect(),
      clear: () => this.#clear(),
    };
    this.#polling = new Polling(polled, metrics.store.diagnostics, { scheduler });
  }

  /** Asks now and at every interval. */
  start(): void {
    this.#polling.start(this.#intervalSeconds);
  }

  stop(): void {
    this.#isStopped = true;
    this.#polling.stop();
    this.#clear();
  }

  async #collect(): Promise<void> {
    const count = await this.#ask();
    if (!this.#isStopped) guarded(() => this.#pending.set(count));
  }

  async #ask(): Promise<number> {
    try {
      return await this.#read();
    } catch {
      // What the library threw may have the token in it. How the request failed is in telegram.client.request.duration.
      throw new Error('getWebhookInfo failed');
    }
  }

  #clear(): void {
    guarded(() => this.#pending.remove());
  }
}
