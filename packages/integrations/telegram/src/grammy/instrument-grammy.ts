import type { MetricsCollectorService } from '@bot-metrics/core';
import type { Api, Bot, Context, Transformer } from 'grammy';
import { measuredUpdate } from '../measured-update.ts';
import { type Tap, type TelegramOptions, tapBot } from '../tap.ts';
import { isWebhookReply } from './webhook-reply.ts';

/** How handlers are named, and whether pending updates are asked for. */
export interface GrammyOptions<C extends Context = Context> extends TelegramOptions<C> {}

/**
 * Measures the updates that a grammY bot handles and the Bot API requests that it makes.
 *
 * Call it directly after `new Bot()`: middleware that is registered before hides the updates that it handles, and
 * transformers that are installed before hide the attempts that they repeat. A bot that is already instrumented is left
 * as it is, and the function returned then does nothing. Throws what `bot.use` throws once the bot polls.
 */
export function instrumentGrammy<C extends Context, A extends Api>(
  bot: Bot<C, A>,
  collector: MetricsCollectorService,
  options: GrammyOptions<C> = {},
): () => void {
  const install = (tap: Tap<C>) => {
    bot.use((ctx, next) => measuredUpdate(tap, ctx, ctx.update, next));
    bot.api.config.use(requestTransformer(tap));
  };
  const readPending = async () => (await bot.api.getWebhookInfo()).pending_update_count;
  return tapBot({ bot, install, readPending }, collector, options);
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
