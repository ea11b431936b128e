import { type MetricsCollectorService, type Scheduler, systemScheduler } from '@bot-metrics/core';
import { type HandlerNaming, type HandlerOptions, handlerNaming } from './handler-naming.ts';
import { PendingUpdates, type ReadPending } from './pending-updates.ts';
import { TelegramObserver } from './telegram-observer.ts';

/** What every framework's integration can be told. `C` is the framework's context. */
export interface TelegramOptions<C> extends HandlerOptions<C> {
  /**
   * Every so many seconds `getWebhookInfo` is asked how many updates wait, for `telegram.updates.pending`. The figure is
   * that of the bot and not of the process: let one of its processes ask. @default none: it is not asked
   */
  readonly pendingUpdatesInterval?: number;
  /** What times that. @default the runtime's timers */
  readonly scheduler?: Scheduler;
}

/** What the hooks of one bot report to, as long as it is there. */
interface Watch<C> {
  readonly observer: TelegramObserver;
  readonly handlerOf: HandlerNaming<C>;
}

/** Hooks that a framework cannot take out again stay, and pass everything through while there is no watch. */
export interface Tap<C> {
  watch: Watch<C> | undefined;
}

/** One framework's side: `install` sets the hooks, once per bot; `readPending` asks `getWebhookInfo`. */
export interface TappedBot<C> {
  readonly bot: object;
  readonly install: (tap: Tap<C>) => void;
  readonly readPending: ReadPending;
}

/** By bot, whose class says what `C` is. */
const taps = new WeakMap<object, Tap<never>>();

/**
 * Starts to watch a bot, unless something watches it already. Returns what ends it; a bot can be watched again after
 * that. Throws `BotMetricsError` `invalid_configuration` for an interval that is none.
 */
export function tapBot<C>(
  { bot, install, readPending }: TappedBot<C>,
  collector: MetricsCollectorService,
  options: TelegramOptions<C>,
): () => void {
  const known = taps.get(bot) as Tap<C> | undefined;
  if (known?.watch !== undefined) return () => {};
  const { pendingUpdatesInterval, scheduler = systemScheduler } = options;
  const pending =
    pendingUpdatesInterval === undefined
      ? undefined
      : new PendingUpdates(collector.metrics, readPending, pendingUpdatesInterval, scheduler);
  const tap: Tap<C> = known ?? { watch: undefined };
  const watch = { observer: new TelegramObserver(collector), handlerOf: handlerNaming(options) };
  if (known === undefined) install(tap);
  taps.set(bot, tap as Tap<never>);
  tap.watch = watch;
  // Last, so that these requests are measured as well.
  pending?.start();
  return () => {
    if (tap.watch !== watch) return;
    tap.watch = undefined;
    pending?.stop();
  };
}
