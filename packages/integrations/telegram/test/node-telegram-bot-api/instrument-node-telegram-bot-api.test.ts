import { MetricsCollectorService } from '@bot-metrics/core';
import { RecordingBackend, startFakeBotApi } from '@bot-metrics/testing';
import { Bot } from 'node-telegram-bot-api';
import { expect, it, vi } from 'vitest';
import { instrumentNodeTelegramBotApi } from '../../src/node-telegram-bot-api/instrument-node-telegram-bot-api.ts';
import { describeFramework, REQUEST, TOKEN } from '../framework-scenarios.ts';

describeFramework('node-telegram-bot-api', (api) => {
  const bot = new Bot(TOKEN, { apiRoot: api.apiRoot, maxRetries: 0 });
  let ended: Promise<unknown>;
  return {
    instrument: (collector, options) => instrumentNodeTelegramBotApi(bot, collector, options),
    onMessage: (handler) => void bot.on('message', (ctx) => handler((text) => ctx.reply(text))),
    onError: (handler) => void bot.catch(handler),
    sendMessage: (chatId, text) => bot.api.sendMessage({ chat_id: chatId, text }),
    getUpdates: () => bot.api.getUpdates(),
    start: () => {
      ended = bot.startPolling();
    },
    stop: async () => {
      bot.stop();
      await ended;
    },
  };
});

it('sees each attempt of a request that the library repeats', async () => {
  const api = await startFakeBotApi();
  const backend = new RecordingBackend();
  const bot = new Bot(TOKEN, { apiRoot: api.apiRoot, retryBackoffMs: 1 });
  instrumentNodeTelegramBotApi(bot, new MetricsCollectorService(backend));
  api.floodWait('sendMessage', 0);
  api.hangUp('sendMessage');
  await bot.api.sendMessage({ chat_id: 7, text: 'hi' });
  await vi.waitFor(() => expect(backend.labelsOf(REQUEST)).toHaveLength(3));
  const statuses = backend.labelsOf(REQUEST).map((labels) => labels['telegram.status']);
  expect(statuses.sort()).toEqual(['429', 'network', 'ok']);
  await api.close();
});
