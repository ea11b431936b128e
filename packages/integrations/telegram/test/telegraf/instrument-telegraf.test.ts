import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MetricsCollectorService } from '@bot-metrics/core';
import { RecordingBackend, startFakeBotApi } from '@bot-metrics/testing';
import { Telegraf } from 'telegraf';
import { expect, it, vi } from 'vitest';
import { instrumentTelegraf } from '../../src/telegraf/instrument-telegraf.ts';
import { describeFramework, REQUEST, TOKEN, UPDATE } from '../framework-scenarios.ts';

describeFramework('Telegraf', (api) => {
  const bot = new Telegraf(TOKEN, { telegram: { apiRoot: api.apiRoot } });
  let ended: Promise<unknown>;
  return {
    instrument: (collector, options) => instrumentTelegraf(bot, collector, options),
    onMessage: (handler) => void bot.on('message', (ctx) => handler((text) => ctx.reply(text)) as Promise<void>),
    onError: (handler) => void bot.catch(handler),
    sendMessage: (chatId, text) => bot.telegram.sendMessage(chatId, text),
    getUpdates: () => bot.telegram.getUpdates(0, 100, 0, undefined),
    start: () => {
      ended = bot.launch();
    },
    stop: async () => {
      bot.stop('SIGINT');
      await ended;
    },
  };
});

it('sees requests of the per-update client, including those answered by webhook', async () => {
  const api = await startFakeBotApi();
  const backend = new RecordingBackend();
  const bot = new Telegraf(TOKEN, { telegram: { apiRoot: api.apiRoot, webhookReply: true } });
  instrumentTelegraf(bot, new MetricsCollectorService(backend));
  bot.on('callback_query', async (ctx) => {
    await ctx.answerCbQuery('done');
    await ctx.telegram.sendMessage(7, 'after the reply');
  });
  const server = createServer((request, response) => void bot.webhookCallback('/hook')(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(api.pushCallback('menu')),
  });
  expect(await answer.json()).toMatchObject({ method: 'answerCallbackQuery', text: 'done' });
  await vi.waitFor(() => expect(backend.labelsOf(UPDATE)).toHaveLength(1));
  const seen = backend.labelsOf(REQUEST).map((labels) => [labels['telegram.method'], labels['telegram.status']]);
  expect(seen).toEqual([
    ['getMe', 'ok'],
    ['answerCallbackQuery', 'webhook_reply'],
    ['sendMessage', 'ok'],
  ]);
  expect(api.calls.map(({ method }) => method)).toEqual(['getMe', 'sendMessage']);
  server.close();
  await api.close();
});
