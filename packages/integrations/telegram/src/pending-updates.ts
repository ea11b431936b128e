import { BotMetricsError, guarded, type Metrics, type Scheduler } from '@bot-metrics/core';

/** Asks `getWebhookInfo` for its `pending_update_count`. */
export type ReadPending = () => Promise<number>;

/**
 * Asks how many updates wait, now and every `intervalSeconds`, never twice at a time. While the answer is a failure the
 * series is absent: an old figure would lie. Returns what ends it.
 * @throws BotMetricsError `invalid_configuration` for an interval that is none
 */
export function watchPendingUpdates(
  metrics: Metrics,
  read: ReadPending,
  intervalSeconds: number,
  scheduler: Scheduler,
): () => void {
  if (!(Number.isFinite(intervalSeconds) && intervalSeconds > 0)) {
    const what = `pendingUpdatesInterval is ${intervalSeconds}`;
    throw new BotMetricsError('invalid_configuration', `${what}; write a number of seconds above 0`);
  }
  const pending = metrics.gauge('telegram.updates.pending', {
    description: 'Updates that wait at Telegram',
    unit: '{update}',
  });
  let stopped = false;
  let busy = false;
  const ask = async () => {
    if (busy) return;
    busy = true;
    try {
      const count = await read();
      if (!stopped) guarded(() => pending.set(count));
    } catch {
      // That the request failed is in telegram.client.request.duration.
      guarded(() => pending.remove());
    }
    busy = false;
  };
  const cancel = scheduler.every(intervalSeconds, () => void ask());
  void ask();
  return () => {
    stopped = true;
    cancel();
    guarded(() => pending.remove());
  };
}
