import type { MetricsCollectorService } from '@bot-metrics/core';
import type { AnyBot, Hooks } from 'gramio';
import { measuredUpdate, type Update } from '../measured-update.ts';
import { refusedAnswer } from '../refused-answer.ts';
import { type Tap, type TelegramOptions, tapBot } from '../tap.ts';

/** The part of a gramio context that is read: every context carries the update it was built from. */
export interface GramioContext {
  readonly update?: object;
}

/** Handler naming and polling of pending updates. */
export interface GramioOptions<C extends GramioContext = GramioContext> extends TelegramOptions<C> {}

/**
 * Measures the updates that a gramio bot handles and the Bot API requests that it makes.
 *
 * Call it right after `new Bot()`: middleware registered earlier hides the updates that it handles. Instrumenting a bot
 * twice has no effect; the second call returns a no-op.
 */
export function instrumentGramio<C extends GramioContext = GramioContext>(
  bot: AnyBot,
  collector: MetricsCollectorService,
  options: GramioOptions<C> = {},
): () => void {
  const install = (tap: Tap<C>) => {
    bot.use((ctx, next) => measuredUpdate(tap, ctx as unknown as C, (ctx.update ?? {}) as Update, next));
    bot.onApiCall(requestHook(tap));
  };
  const readPending = async () => (await bot.api.getWebhookInfo()).pending_update_count;
  return tapBot({ framework: 'gramio', bot, install, readPending }, collector, options);
}

function requestHook<C>(tap: Tap<C>): Hooks.OnApiCall {
  return async ({ method }, next) => {
    if (tap.watch === undefined) return next();
    const { observer } = tap.watch;
    const started = performance.now();
    const durationSeconds = () => (performance.now() - started) / 1000;
    try {
      const result = await next();
      // With `suppress`, gramio resolves with the error instead of throwing it.
      observer.requestAnswered(method, readRefusal(result) ?? { ok: true }, durationSeconds());
      return result;
    } catch (error) {
      observer.requestThrew(method, error, durationSeconds(), readRefusal(error));
      throw error;
    }
  };
}

/** The Bot API answer behind a `TelegramError`. */
function readRefusal(result: unknown) {
  if (!(result instanceof Error)) return undefined;
  const { code, message, payload } = result as Error & { readonly code?: unknown; readonly payload?: unknown };
  // An aborted fetch has the numeric code 20, which is not an answer of the Bot API.
  return result.name === 'AbortError' ? undefined : refusedAnswer(code, message, payload);
}
