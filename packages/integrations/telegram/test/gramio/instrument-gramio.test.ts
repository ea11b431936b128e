import { MetricsCollectorService } from '@bot-metrics/core';
import { RecordingBackend, startFakeBotApi } from '@bot-metrics/testing';
import { Bot } from 'gramio';
import { expect, it } from 'vitest';
import { instrumentGramio } from '../../src/gramio/instrument-gramio.ts';
import { describeFramework, REQUEST, TOKEN, UNREACHABLE } from '../framework-scenarios.ts';

describeFramework('gramio', (api) => {
  const bot = new Bot(TOKEN, { api: { baseURL: `${api.apiRoot}/bot` } });
  return {
    instrument: (collector, options) => instrumentGramio(bot, collector, options),
    onMessage: (handler) => void bot.on('message', (ctx) => handler((text) => ctx.send(text))),
    onError: (handler) => void bot.onError(({ error }) => handler(error)),
    sendMessage: (chatId, text) => bot.api.sendMessage({ chat_id: chatId, text }),
    getUpdates: () => bot.api.getUpdates(),
    start: () => void bot.start(),
    stop: async () => {
      // gramio does not abort a long poll: it waits for the answer, which this update provides.
      const stopped = bot.stop(1000);
      api.pushText('the poll ends');
      await stopped;
    },
  };
});

it('sees the refusal of a request whose error is suppressed', async () => {
  const api = await startFakeBotApi();
  const backend = new RecordingBackend();
  const bot = new Bot(TOKEN, { api: { baseURL: `${api.apiRoot}/bot` } });
  instrumentGramio(bot, new MetricsCollectorService(backend));
  api.refuse('sendMessage', 'blocked');
  const result = await bot.api.sendMessage({ chat_id: 7, text: 'hi', suppress: true });
  expect(result).toBeInstanceOf(Error);
  expect(backend.labelsOf(REQUEST)).toEqual([{ 'telegram.method': 'sendMessage', 'telegram.status': '403' }]);
  expect(backend.labelsOf(UNREACHABLE)).toEqual([{ reason: 'blocked' }]);
  await api.close();
});
