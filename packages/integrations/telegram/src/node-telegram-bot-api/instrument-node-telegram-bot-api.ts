import type { MetricsCollectorService } from '@bot-metrics/core';
import type { Bot, Context } from 'node-telegram-bot-api';
import { measuredUpdate, type Update } from '../measured-update.ts';
import { type TelegramOptions, tapBot } from '../tap.ts';
import { measureFetch } from './measure-fetch.ts';

/** Handler naming and polling of pending updates. */
export interface NodeTelegramBotApiOptions extends TelegramOptions<Context> {}

/**
 * Measures the updates that a node-telegram-bot-api 2 bot handles and every attempt of its Bot API requests.
 *
 * Call it right after `new Bot()`: middleware registered earlier hides the updates that it handles. Instrumenting a bot
 * twice has no effect; the second call returns a no-op.
 */
export function instrumentNodeTelegramBotApi(
  bot: Bot,
  collector: MetricsCollectorService,
  options: NodeTelegramBotApiOptions = {},
): () => void {
  return tapBot<Context>(
    {
      framework: 'node-telegram-bot-api',
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
