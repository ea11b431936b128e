import { BotMetricsError, type Metrics, Polling, type Scheduler } from '@bot-metrics/core';

/** Reads `pending_update_count` from `getWebhookInfo`. */
export type ReadPending = () => Promise<number>;

/** Polls the number of pending updates. While the request fails, the series is absent rather than stale. */
export class PendingUpdates {
  readonly #read: ReadPending;
  readonly #intervalSeconds: number;
  readonly #polling: Polling;
  readonly #pending;
  #isStopped = false;

  /** @throws BotMetricsError `invalid_configuration` for an invalid interval */
  constructor(metrics: Metrics, read: ReadPending, intervalSeconds: number, scheduler: Scheduler) {
    if (!(Number.isFinite(intervalSeconds) && intervalSeconds > 0)) {
      const problem = `pendingUpdatesInterval: ${intervalSeconds} must be a number of seconds above 0`;
      throw new BotMetricsError('invalid_configuration', problem);
    }
    this.#read = read;
    this.#intervalSeconds = intervalSeconds;
    this.#pending = metrics.gauge('telegram.updates.pending', {
      description: 'Updates waiting at Telegram',
      unit: '{update}',
    });
    const polled = {
      what: 'the number of pending updates',
      collect: () => this.#collect(),
      clear: () => this.#clear(),
    };
    this.#polling = new Polling(polled, metrics.store.diagnostics, { scheduler });
  }

  /** Reads at once, then at every interval. */
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
    if (!this.#isStopped) this.#pending.set(count);
  }

  async #ask(): Promise<number> {
    try {
      return await this.#read();
    } catch {
      // The library's error may contain the token. How the request failed is visible in
      // telegram.client.request.duration.
      throw new Error('getWebhookInfo failed');
    }
  }

  #clear(): void {
    this.#pending.remove();
  }
}
