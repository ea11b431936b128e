import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Guard } from '@bot-metrics/core';

/** The context object of a tracing channel, the same for all events of a call; `error` is set if the call failed. */
export interface TracedCall {
  readonly error?: unknown;
}

/**
 * Follows the calls of a tracing channel from start to result. `ended` receives the duration in seconds, before the
 * application's callback runs. Calls for which `measures` returns false are skipped. Returns the function that stops
 * it.
 */
export function followCalls<C extends TracedCall>(
  channel: string,
  guarded: Guard,
  measures: (call: C) => boolean,
  ended: (call: C, seconds: number) => void,
): () => void {
  const started = new WeakMap<TracedCall, number>();
  const start = (call: unknown) =>
    guarded(() => {
      if (measures(call as C)) started.set(call as C, performance.now());
    });
  const end = (call: unknown) =>
    guarded(() => {
      const since = started.get(call as C);
      if (since === undefined) return;
      started.delete(call as C);
      ended(call as C, (performance.now() - since) / 1000);
    });
  // A call that throws synchronously emits no asynchronous end event.
  const thrown = (call: unknown) => {
    if ((call as C).error !== undefined) end(call);
  };
  const subscriptions = [
    [`tracing:${channel}:start`, start],
    [`tracing:${channel}:asyncStart`, end],
    [`tracing:${channel}:end`, thrown],
  ] as const;
  for (const [name, subscriber] of subscriptions) subscribe(name, subscriber);
  return () => {
    for (const [name, subscriber] of subscriptions) unsubscribe(name, subscriber);
  };
}
