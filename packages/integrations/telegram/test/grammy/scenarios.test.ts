import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MetricsCollectorService } from '@bot-metrics/core';
import { type FakeBotApi, RecordingBackend, startFakeBotApi } from '@bot-metrics/testing';
import { autoRetry } from '@grammyjs/auto-retry';
import { run } from '@grammyjs/runner';
import { Bot, webhookCallback } from 'grammy';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { instrumentGrammy } from '../../src/grammy/instrument-grammy.ts';
import { ACTIVE, describeFramework, FLOOD, POLL_ERRORS, REQUEST, TOKEN, UPDATE } from '../framework-scenarios.ts';

describeFramework('grammY', (api) => {
  const bot = new Bot(TOKEN, { client: { apiRoot: api.apiRoot } });
  bot.catch(() => {});
  let ended: Promise<unknown>;
  return {
    instrument: (collector, options) => instrumentGrammy(bot, collector, options),
    onMessage: (handler) => void bot.on('message', (ctx) => handler((text) => ctx.reply(text)) as Promise<void>),
    onError: (handler) => void bot.catch(({ error }) => handler(error)),
    sendMessage: (chatId, text) => bot.api.sendMessage(chatId, text),
    getUpdates: () => bot.api.getUpdates(),
    start: () => {
      ended = bot.start();
    },
    stop: async () => {
      await bot.stop();
      await ended;
    },
  };
});

let api: FakeBotApi;
let backend: RecordingBackend;
let collector: MetricsCollectorService;
let bot: Bot;

beforeEach(async () => {
  api = await startFakeBotApi();
  backend = new RecordingBackend();
  collector = new MetricsCollectorService(backend);
  bot = new Bot(TOKEN, { client: { apiRoot: api.apiRoot } });
});

afterEach(() => api.close());

const statuses = () => backend.labelsOf(REQUEST).map((labels) => labels['telegram.status']);

it('sees the attempts and flood waits of auto-retry if instrumented first', async () => {
  instrumentGrammy(bot, collector);
  bot.api.config.use(autoRetry());
  api.floodWait('sendMessage', 0, { times: 2 });
  await bot.api.sendMessage(7, 'hi');
  expect(statuses()).toEqual(['429', '429', 'ok']);
  expect(backend.labelsOf(FLOOD)).toHaveLength(2);
});

it('sees only the final result if auto-retry is installed first', async () => {
  bot.api.config.use(autoRetry());
  instrumentGrammy(bot, collector);
  api.floodWait('sendMessage', 0, { times: 2 });
  await bot.api.sendMessage(7, 'hi');
  expect(statuses()).toEqual(['ok']);
  expect(api.calls).toHaveLength(3);
});

it('counts updates that the runner handles concurrently', async () => {
  instrumentGrammy(bot, collector);
  let release: () => void = () => {};
  const both = new Promise<void>((resolve) => {
    release = resolve;
  });
  let handling = 0;
  bot.on('message', async () => {
    handling += 1;
    if (handling === 2) release();
    await both;
  });
  api.pushText('one');
  api.pushText('two');
  const runner = run(bot);
  await vi.waitFor(() => expect(backend.labelsOf(UPDATE)).toHaveLength(2));
  expect(backend.valuesOf(ACTIVE)).toEqual([1, 2, 1, 0]);
  await api.waitFor(() => api.waitingPolls === 1);
  await runner.stop();
  expect(backend.labelsOf(POLL_ERRORS)).toEqual([]);
});

it('measures updates that arrive by webhook', async () => {
  instrumentGrammy(bot, collector);
  bot.on('message', (ctx) => ctx.reply('hello'));
  const server = createServer(webhookCallback(bot, 'http'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(api.pushText('hi')),
  });
  expect(answer.status).toBe(200);
  expect(backend.labelsOf(UPDATE)).toEqual([{ 'telegram.update.type': 'message', outcome: 'ok' }]);
  expect(backend.labelsOf(REQUEST).map((labels) => labels['telegram.method'])).toEqual(['getMe', 'sendMessage']);
  server.close();
});
