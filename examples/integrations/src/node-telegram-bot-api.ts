// A bot that replies to /start. It uses a fake Bot API; omit the address to use the real one.
import { MetricsCollectorService } from '@bot-metrics/core';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { instrumentNodeTelegramBotApi } from '@bot-metrics/telegram/node-telegram-bot-api';
import { startFakeBotApi } from '@bot-metrics/testing';
import { Bot } from 'node-telegram-bot-api';

const backend = new PrometheusMetricsBackend({ listen: false });
const collector = new MetricsCollectorService(backend);
const api = await startFakeBotApi();

const bot = new Bot(api.token, { apiRoot: api.apiRoot });
instrumentNodeTelegramBotApi(bot, collector, { commands: ['start'] });
bot.command('start', (ctx) => ctx.reply('Welcome'));

api.pushText('/start');
const polling = bot.startPolling();
await api.waitFor((calls) => calls.some(({ method, status }) => method === 'sendMessage' && status === 200));
bot.stop();
await polling;
await api.close();
console.log(await backend.getMetricsOutput());
