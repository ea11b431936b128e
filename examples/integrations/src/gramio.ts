// A bot that replies to /start. It uses a fake Bot API; omit the address to use the real one.
import { MetricsCollectorService } from '@bot-metrics/core';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { instrumentGramio } from '@bot-metrics/telegram/gramio';
import { startFakeBotApi } from '@bot-metrics/testing';
import { Bot } from 'gramio';

const backend = new PrometheusMetricsBackend({ listen: false });
const collector = new MetricsCollectorService(backend);
const api = await startFakeBotApi();

const bot = new Bot(api.token, { api: { baseURL: `${api.apiRoot}/bot` } });
instrumentGramio(bot, collector, { commands: ['start'] });
bot.command('start', (ctx) => ctx.send('Welcome'));

api.pushText('/start');
await bot.start();
await api.waitFor((calls) => calls.some(({ method, status }) => method === 'sendMessage' && status === 200));
const stopped = bot.stop();
api.pushText('gramio waits for the answer to its last poll');
await stopped;
await api.close();
console.log(await backend.getMetricsOutput());
