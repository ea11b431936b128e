// A bot that replies to /start. It uses a fake Bot API; omit the address to use the real one.
import { MetricsCollectorService } from '@bot-metrics/core';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { instrumentTelegraf } from '@bot-metrics/telegram/telegraf';
import { startFakeBotApi } from '@bot-metrics/testing';
import { Telegraf } from 'telegraf';

const backend = new PrometheusMetricsBackend({ listen: false });
const collector = new MetricsCollectorService(backend);
const api = await startFakeBotApi();

const bot = new Telegraf(api.token, { telegram: { apiRoot: api.apiRoot } });
instrumentTelegraf(bot, collector, { commands: ['start'] });
bot.start((ctx) => ctx.reply('Welcome'));

api.pushText('/start');
const polling = bot.launch();
await api.waitFor((calls) => calls.some(({ method, status }) => method === 'sendMessage' && status === 200));
bot.stop();
await polling;
await api.close();
console.log(await backend.getMetricsOutput());
