import { instrumentTelegraf } from '@bot-metrics/telegram/telegraf';
import { Telegraf } from 'telegraf';
import { serve } from './serve.mjs';

await serve((token, apiRoot, collector) => {
  const bot = new Telegraf(token, { telegram: { apiRoot } });
  instrumentTelegraf(bot, collector, { commands: ['start'] });
  bot.start((ctx) => ctx.reply('Welcome'));
  bot.catch((error) => console.error(`${error}`));
  return { run: () => bot.launch(), stop: () => bot.stop('SIGINT') };
});
