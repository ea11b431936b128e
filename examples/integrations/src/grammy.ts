// A bot that replies to /start. It uses a fake Bot API; omit the address to use the real one.
import { MetricsCollectorService } from '@bot-metrics/core';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { instrumentGrammy } from '@bot-metrics/telegram/grammy';
import { startFakeBotApi } from '@bot-metrics/testing';
import { Bot } from 'grammy';

const backend = new PrometheusMetricsBackend({ listen: false });
const collector = new MetricsCollectorService(backend);
const api = await startFakeBotApi();

const bot = new Bot(api.token, { client: { apiRoot: api.apiRoot } });
instrumentGrammy(bot, collector, { commands: ['start'] });
bot.command('start', (ctx) => ctx.reply('Welcome'));

api.pushText('/start');
const polling = bot.start();
await api.waitFor((calls) => calls.some(({ method, status }) => method === 'sendMessage' && status === 200));
await bot.stop();
await polling;
await api.close();
console.log(await backend.getMetricsOutput());
