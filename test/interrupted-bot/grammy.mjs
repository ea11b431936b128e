import { instrumentGrammy } from '@bot-metrics/telegram/grammy';
import { Bot } from 'grammy';
import { serve } from './serve.mjs';

await serve((token, apiRoot, collector) => {
  const bot = new Bot(token, { client: { apiRoot } });
  instrumentGrammy(bot, collector, { commands: ['start'] });
  bot.command('start', (ctx) => ctx.reply('Welcome'));
  bot.catch(({ error }) => console.error(`${error}`));
  return { run: () => bot.start(), stop: () => bot.stop() };
});
