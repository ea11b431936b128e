import { MetricsCollectorService } from '@bot-metrics/core';
import { type FakeBotApi, RecordingBackend, startFakeBotApi } from '@bot-metrics/testing';
import { Scenes, session, Telegraf } from 'telegraf';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { instrumentTelegraf } from '../../src/telegraf/instrument-telegraf.ts';
import { REQUEST, TOKEN } from '../framework-scenarios.ts';

let api: FakeBotApi;
beforeEach(async () => {
  api = await startFakeBotApi();
});
afterEach(() => api.close());

it('each request of a wizard is measured once', async () => {
  const backend = new RecordingBackend();
  const bot = new Telegraf<Scenes.WizardContext>(TOKEN, { telegram: { apiRoot: api.apiRoot } });
  instrumentTelegraf(bot, new MetricsCollectorService(backend));
  const wizard = new Scenes.WizardScene<Scenes.WizardContext>(
    'talk',
    async (ctx) => {
      await ctx.reply('one');
      return ctx.wizard.next();
    },
    async (ctx) => {
      await ctx.telegram.sendMessage(7, 'two');
      return ctx.scene.leave();
    },
  );
  bot.use(session(), new Scenes.Stage([wizard]).middleware());
  bot.on('message', (ctx) => ctx.scene.enter('talk'));
  for (const text of ['a', 'b']) await bot.handleUpdate(api.pushText(text) as never);
  const methods = backend.labelsOf(REQUEST).map((labels) => labels['telegram.method']);
  expect(methods.filter((method) => method === 'sendMessage')).toHaveLength(2);
  expect(api.calls.filter(({ method }) => method === 'sendMessage')).toHaveLength(2);
});
