import { Metrics, MetricsCollectorService } from '@bot-metrics/core';
import { CollectedDiagnostics, type FakeBotApi, RecordingBackend, startFakeBotApi } from '@bot-metrics/testing';
import { autoRetry } from '@grammyjs/auto-retry';
import { type Conversation, type ConversationFlavor, conversations, createConversation } from '@grammyjs/conversations';
import { Api, Bot, type Context, InputFile } from 'grammy';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { instrumentGrammy } from '../../src/grammy/instrument-grammy.ts';
import { FLOOD, REQUEST, TOKEN, UPDATE } from '../framework-scenarios.ts';

type BotContext = ConversationFlavor<Context>;
type Talk = (conversation: Conversation<BotContext>, ctx: Context) => Promise<unknown>;

let api: FakeBotApi;
let backend: RecordingBackend;
let bot: Bot<BotContext>;
let stop: () => void;
let ended: Promise<void>;

beforeEach(async () => {
  api = await startFakeBotApi();
  backend = new RecordingBackend();
});

afterEach(async () => {
  await bot.stop();
  await ended;
  await api.close();
});

/** Starts an instrumented bot whose first message enters a conversation, and sends it messages. */
async function converse(talk: Talk, texts: readonly string[], client: { fetch?: unknown } = {}, plugins: Talk[] = []) {
  bot = new Bot<BotContext>(TOKEN, { client: { apiRoot: api.apiRoot, ...client } as never });
  const collector = new MetricsCollectorService(new Metrics(backend, { diagnostics: new CollectedDiagnostics() }));
  stop = instrumentGrammy(bot, collector);
  bot.use(conversations());
  const middleware = plugins.map(
    (plugin) => (ctx: Context, next: () => Promise<void>) => plugin({} as never, ctx).then(next),
  );
  bot.use(createConversation(talk, { id: 'talk', plugins: middleware }));
  bot.on('message', (ctx) => ctx.conversation.enter('talk'));
  bot.catch(() => {});
  ended = bot.start();
  for (const [at, text] of texts.entries()) {
    api.pushText(text);
    await vi.waitFor(() => expect(backend.labelsOf(UPDATE)).toHaveLength(at + 1));
  }
}

/** Method and status of each measured request, and the methods that the Bot API received; without those that start the bot. */
const isOfUser = (method: unknown) => !['getMe', 'deleteWebhook', 'getUpdates'].includes(String(method));
const received = () => api.calls.map(({ method }) => method).filter(isOfUser);
const measured = () =>
  backend
    .labelsOf(REQUEST)
    .filter((labels) => isOfUser(labels['telegram.method']))
    .map((labels) => `${labels['telegram.method']} ${labels['telegram.status']}`);

const threeMessages: Talk = async (conversation, ctx) => {
  await ctx.reply('one');
  await conversation.waitFor('message:text');
  await ctx.reply('two');
  await conversation.waitFor('message:text');
  await conversation.external((outside) => outside.reply('from outside'));
  await ctx.reply('three');
};

it('each request inside and outside of a conversation is measured once, although the conversation is replayed', async () => {
  await converse(threeMessages, ['a', 'b', 'c']);
  expect(received()).toHaveLength(4);
  expect(measured()).toEqual(Array.from({ length: 4 }, () => 'sendMessage ok'));
  expect(backend.valuesOf(REQUEST).every((seconds) => seconds > 0)).toBe(true);
});

it('a custom fetch of the bot sends and is measured', async () => {
  const custom = vi.fn((url: string, { signal, agent: _, ...init }: RequestInit & { agent: unknown }) => {
    // grammY's signal is not one that the global `fetch` accepts.
    const controller = new AbortController();
    signal?.addEventListener('abort', () => controller.abort());
    return fetch(url, { ...init, signal: controller.signal });
  });
  await converse(threeMessages, ['a', 'b', 'c'], { fetch: custom });
  expect(measured()).toHaveLength(4);
  expect(custom).toHaveBeenCalled();
});

it('a file sent in a conversation is uploaded and measured', async () => {
  await converse((_, ctx) => ctx.replyWithPhoto(new InputFile(new Uint8Array(9), 'a.png')), ['a']);
  expect(received()).toEqual(['sendPhoto']);
  expect(measured()).toEqual(['sendPhoto ok']);
});

it('a refusal in a conversation is measured with its status, its flood wait and its reason', async () => {
  const talk: Talk = async (_, ctx) => {
    await ctx.reply('first').catch(() => {});
    await ctx.reply('second').catch(() => {});
  };
  api.floodWait('sendMessage', 7);
  api.fail('sendMessage', 403, 'Forbidden: bot was blocked by the user');
  await converse(talk, ['a']);
  expect(measured()).toEqual(['sendMessage 429', 'sendMessage 403']);
  expect(backend.valuesOf(FLOOD)).toEqual([7]);
  expect(backend.labelsOf('telegram.recipients.unreachable')).toEqual([{ reason: 'blocked' }]);
});

it('a request in a conversation that Telegram does not answer is a network failure', async () => {
  api.hangUp('sendMessage');
  await converse((_, ctx) => ctx.reply('hi').catch(() => {}), ['a']);
  expect(measured()).toEqual(['sendMessage network']);
});

it('retries in a conversation are measured as attempts', async () => {
  api.floodWait('sendMessage', 0, { times: 2 });
  const retry: Talk = async (_, ctx) => void ctx.api.config.use(autoRetry());
  await converse((_, ctx) => ctx.reply('hi'), ['a'], {}, [retry]);
  expect(measured()).toEqual(['sendMessage 429', 'sendMessage 429', 'sendMessage ok']);
});

it('a client made from the options of the bot is measured, until measuring stops', async () => {
  await converse(async () => {}, ['a']);
  const own = new Api(bot.token, bot.api.options);
  await own.sendMessage(7, 'hi');
  expect(measured()).toEqual(['sendMessage ok']);
  stop();
  await own.sendMessage(7, 'hi');
  expect(measured()).toHaveLength(1);
});
