import { createGuard, type MetricsCollectorService, type Scheduler, systemScheduler } from '@bot-metrics/core';
import { type HandlerNaming, type HandlerOptions, handlerNaming } from './handler-naming.ts';
import { PendingUpdates, type ReadPending } from './pending-updates.ts';
import { TelegramObserver } from './telegram-observer.ts';

/** Options shared by all frameworks. `C` is the framework's context. */
export interface TelegramOptions<C> extends HandlerOptions<C> {
  /**
   * Interval in seconds at which `getWebhookInfo` is called for `telegram.updates.pending`. The count belongs to the
   * bot, not to a process: enable it in one process only. @default off
   */
  readonly pendingUpdatesInterval?: number;
  /** Timers that drive the interval. @default the runtime's timers */
  readonly scheduler?: Scheduler;
}

/** Where the hooks of a bot report to while it is instrumented. */
interface Watch<C> {
  readonly observer: TelegramObserver;
  readonly nameHandler: HandlerNaming<C>;
}

/** Hooks that a framework cannot remove stay installed and pass everything through while `watch` is `undefined`. */
export interface Tap<C> {
  watch: Watch<C> | undefined;
}

/** The framework-specific part: `install` adds the hooks, once per bot; `readPending` calls `getWebhookInfo`. */
export interface TappedBot<C> {
  /** The framework's package name, for diagnostics. */
  readonly framework: string;
  readonly bot: object;
  readonly install: (tap: Tap<C>) => void;
  readonly readPending: ReadPending;
}

/** Keyed by bot; the bot's class determines `C`. */
const taps = new WeakMap<object, Tap<never>>();

/**
 * Starts measuring a bot that is not measured yet and returns the function that stops it. A stopped bot can be
 * instrumented again. Throws `BotMetricsError` `invalid_configuration` for an invalid interval.
 */
export function tapBot<C>(
  { framework, bot, install, readPending }: TappedBot<C>,
  collector: MetricsCollectorService,
  options: TelegramOptions<C>,
): () => void {
  const known = taps.get(bot) as Tap<C> | undefined;
  if (known?.watch !== undefined) return () => {};
  const guarded = createGuard(framework, collector);
  const { pendingUpdatesInterval, scheduler = systemScheduler } = options;
  const pending =
    pendingUpdatesInterval === undefined
      ? undefined
      : new PendingUpdates(collector.metrics, readPending, pendingUpdatesInterval, scheduler);
  const tap: Tap<C> = known ?? { watch: undefined };
  const watch = { observer: new TelegramObserver(collector, guarded), nameHandler: handlerNaming(options, guarded) };
  if (known === undefined) install(tap);
  taps.set(bot, tap as Tap<never>);
  tap.watch = watch;
  // Started last, so that its own requests are measured too.
  pending?.start();
  return () => {
    if (tap.watch !== watch) return;
    tap.watch = undefined;
    pending?.stop();
  };
}
