import type { MetricsCollectorService } from '@bot-metrics/core';
import type { Api, Bot, Context, Transformer } from 'grammy';
import { measuredUpdate } from '../measured-update.ts';
import { type Tap, type TelegramOptions, tapBot } from '../tap.ts';
import { measuredOptions, setOptions } from './measured-options.ts';
import { isWebhookReply } from './webhook-reply.ts';

/** Handler naming and polling of pending updates. */
export interface GrammyOptions<C extends Context = Context> extends TelegramOptions<C> {}

/**
 * Measures the updates that a grammY bot handles and the Bot API requests that it makes, also in conversations.
 *
 * Call it right after `new Bot()`: middleware registered earlier hides the updates that it handles, and transformers
 * installed earlier hide the attempts that they repeat. Instrumenting a bot twice has no effect; the second call
 * returns a no-op. Throws what `bot.use` throws once the bot is polling.
 */
export function instrumentGrammy<C extends Context, A extends Api>(
  bot: Bot<C, A>,
  collector: MetricsCollectorService,
  options: GrammyOptions<C> = {},
): () => void {
  const install = (tap: Tap<C>) => {
    const { options } = bot.api;
    const measured = measuredOptions(bot.api, tap);
    setOptions(bot.api, measured);
    bot.api.config.use(requestTransformer(tap));
    bot.use((ctx, next) => {
      // grammY creates a new client for each update, with the transformers of `bot.api` and the original options.
      if (ctx.api.options === options) setOptions(ctx.api, measured);
      return measuredUpdate(tap, ctx, ctx.update, next);
    });
  };
  const readPending = async () => (await bot.api.getWebhookInfo()).pending_update_count;
  return tapBot({ framework: 'grammy', bot, install, readPending }, collector, options);
}

function requestTransformer<C>(tap: Tap<C>): Transformer {
  return async (previous, method, payload, signal) => {
    if (tap.watch === undefined) return previous(method, payload, signal);
    const { observer } = tap.watch;
    const started = performance.now();
    const durationSeconds = () => (performance.now() - started) / 1000;
    try {
      const answer = await previous(method, payload, signal);
      observer.requestAnswered(method, answer, durationSeconds(), isWebhookReply(method, answer));
      return answer;
    } catch (error) {
      observer.requestThrew(method, error, durationSeconds());
      throw error;
    }
  };
}
