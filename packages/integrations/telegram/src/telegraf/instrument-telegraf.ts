import type { MetricsCollectorService } from '@bot-metrics/core';
import type { Context, Telegraf } from 'telegraf';
import { measuredUpdate, type Update } from '../measured-update.ts';
import { type Tap, type TelegramOptions, tapBot } from '../tap.ts';
import { measureCalls } from './measure-calls.ts';

/** How handlers are named, and whether pending updates are asked for. */
export interface TelegrafOptions<C extends Context = Context> extends TelegramOptions<C> {}

/**
 * Measures the updates that a Telegraf bot handles and the Bot API requests that it makes.
 *
 * Call it directly after `new Telegraf()`: middleware that is registered before hides the updates that it handles, and the
 * requests that it makes for them. A bot that is already instrumented is left as it is, and the function returned then does
 * nothing.
 */
export function instrumentTelegraf<C extends Context>(
  bot: Telegraf<C>,
  collector: MetricsCollectorService,
  options: TelegrafOptions<C> = {},
): () => void {
  const install = (tap: Tap<C>) => {
    measureCalls(bot.telegram, tap);
    bot.use((ctx, next) => {
      // Telegraf makes a client of its own for each update.
      measureCalls(ctx.telegram, tap);
      return measuredUpdate(tap, ctx, ctx.update as Update, next);
    });
  };
  const readPending = async () => (await bot.telegram.getWebhookInfo()).pending_update_count;
  return tapBot({ bot, install, readPending }, collector, options);
}
