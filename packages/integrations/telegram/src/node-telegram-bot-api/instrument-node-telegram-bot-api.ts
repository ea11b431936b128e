import type { MetricsCollectorService } from '@bot-metrics/core';
import type { Bot, Context } from 'node-telegram-bot-api';
import { measuredUpdate, type Update } from '../measured-update.ts';
import { type TelegramOptions, tapBot } from '../tap.ts';
import { measureFetch } from './measure-fetch.ts';

/** How handlers are named, and whether pending updates are asked for. */
export interface NodeTelegramBotApiOptions extends TelegramOptions<Context> {}

/**
 * Measures the updates that a bot of node-telegram-bot-api 2 handles and each attempt of the Bot API requests that it makes.
 *
 * Call it directly after `new Bot()`: middleware that is registered before hides the updates that it handles. A bot that is
 * already instrumented is left as it is, and the function returned then does nothing.
 */
export function instrumentNodeTelegramBotApi(
  bot: Bot,
  collector: MetricsCollectorService,
  options: NodeTelegramBotApiOptions = {},
): () => void {
  return tapBot<Context>(
    {
      bot,
      install(tap) {
        measureFetch(bot.api, tap);
        bot.use((ctx, next) => measuredUpdate(tap, ctx, ctx.update as Update, next));
      },
      readPending: async () => (await bot.api.getWebhookInfo()).pending_update_count,
    },
    collector,
    options,
  );
}
