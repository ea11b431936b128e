import type { MetricsCollectorService } from '@bot-metrics/core';
import type { AnyBot, Hooks } from 'gramio';
import { measuredUpdate, type Update } from '../measured-update.ts';
import { refusedAnswer } from '../refused-answer.ts';
import { type Tap, type TelegramOptions, tapBot } from '../tap.ts';

/** What is looked at of a context: every one of gramio has the update that it was made of. */
export interface GramioContext {
  readonly update?: object;
}

/** How handlers are named, and whether pending updates are asked for. */
export interface GramioOptions<C extends GramioContext = GramioContext> extends TelegramOptions<C> {}

/**
 * Measures the updates that a gramio bot handles and the Bot API requests that it makes.
 *
 * Call it directly after `new Bot()`: middleware that is registered before hides the updates that it handles. A bot that is
 * already instrumented is left as it is, and the function returned then does nothing.
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
  return tapBot({ bot, install, readPending }, collector, options);
}

function requestHook<C>(tap: Tap<C>): Hooks.OnApiCall {
  return async ({ method }, next) => {
    if (tap.watch === undefined) return next();
    const { observer } = tap.watch;
    const started = performance.now();
    const durationSeconds = () => (performance.now() - started) / 1000;
    try {
      const result = await next();
      // With `suppress` the error is what the request results in.
      observer.requestAnswered(method, answerOf(result) ?? { ok: true }, durationSeconds());
      return result;
    } catch (error) {
      observer.requestThrew(method, error, durationSeconds(), answerOf(error));
      throw error;
    }
  };
}

/** Of a `TelegramError`. */
function answerOf(result: unknown) {
  if (!(result instanceof Error)) return undefined;
  const { code, message, payload } = result as Error & { readonly code?: unknown; readonly payload?: unknown };
  // The abort of a fetch has the number 20 for a code.
  return result.name === 'AbortError' ? undefined : refusedAnswer(code, message, payload);
}
