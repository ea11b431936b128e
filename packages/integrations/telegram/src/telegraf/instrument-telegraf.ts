import type { MetricsCollectorService } from '@bot-metrics/core';
import type { Context, Telegraf } from 'telegraf';
import { measuredUpdate, type Update } from '../measured-update.ts';
import { type Tap, type TelegramOptions, tapBot } from '../tap.ts';
import { measureCalls } from './measure-calls.ts';

/** Handler naming and polling of pending updates. */
export interface TelegrafOptions<C extends Context = Context> extends TelegramOptions<C> {}

/**
 * Measures the updates that a Telegraf bot handles and the Bot API requests that it makes.
 *
 * Call it right after `new Telegraf()`: middleware registered earlier hides the updates that it handles and the
 * requests that it makes for them. Instrumenting a bot twice has no effect; the second call returns a no-op.
 */
export function instrumentTelegraf<C extends Context>(
  bot: Telegraf<C>,
  collector: MetricsCollectorService,
  options: TelegrafOptions<C> = {},
): () => void {
  const install = (tap: Tap<C>) => {
    measureCalls(bot.telegram, tap);
    bot.use((ctx, next) => {
      // Telegraf creates a new client for each update.
      measureCalls(ctx.telegram, tap);
      return measuredUpdate(tap, ctx, ctx.update as Update, next);
    });
  };
  const readPending = async () => (await bot.telegram.getWebhookInfo()).pending_update_count;
  return tapBot({ framework: 'telegraf', bot, install, readPending }, collector, options);
}
