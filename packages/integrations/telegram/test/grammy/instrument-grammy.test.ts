import { MetricsCollectorService } from '@bot-metrics/core';
import { type FakeBotApi, RecordingBackend, startFakeBotApi } from '@bot-metrics/testing';
import { Bot, type BotConfig, type Context, HttpError } from 'grammy';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { instrumentGrammy } from '../../src/grammy/instrument-grammy.ts';

const REQUEST = 'telegram.client.request.duration';
const UPDATE = 'telegram.update.duration';
const LAG = 'telegram.update.lag';
const ACTIVE = 'telegram.updates.active';

let api: FakeBotApi;
let backend: RecordingBackend;
let collector: MetricsCollectorService;
let running: { readonly bot: Bot; readonly ended: Promise<void> }[];

beforeEach(async () => {
  api = await startFakeBotApi();
  backend = new RecordingBackend();
  collector = new MetricsCollectorService(backend);
  running = [];
});

afterEach(async () => {
  for (const { bot, ended } of running) {
    await bot.stop();
    await ended;
  }
  await api.close();
});

function createBot(client: BotConfig<Context>['client'] = {}): Bot {
  return new Bot(api.token, { client: { apiRoot: api.apiRoot, ...client } });
}

/** Polls in the background until the test ends. */
function start(bot: Bot): void {
  bot.catch(() => {});
  running.push({ bot, ended: bot.start() });
}

async function endedUpdates(count: number) {
  await vi.waitFor(() => expect(backend.labelsOf(UPDATE)).toHaveLength(count));
  return backend.labelsOf(UPDATE);
}

describe('updates', () => {
  it('are measured in seconds by type and outcome, whichever handler runs', async () => {
    const bot = createBot();
    instrumentGrammy(bot, collector);
    bot.on('message', (ctx) => ctx.reply('hello'));
    api.pushText('hi');
    start(bot);
    expect(await endedUpdates(1)).toEqual([{ 'telegram.update.type': 'message', outcome: 'ok' }]);
    expect(backend.valuesOf(UPDATE)[0]).toBeLessThan(5);
    expect(api.calls.map(({ method }) => method)).toContain('sendMessage');
  });

  it('that fail are measured, and bot.catch receives the original error', async () => {
    const bot = createBot();
    instrumentGrammy(bot, collector);
    const fault = new Error('broken handler');
    bot.on('message', () => {
      throw fault;
    });
    api.pushText('hi');
    start(bot);
    const caught = new Promise((resolve) => bot.catch(({ error }) => resolve(error)));
    expect(await caught).toBe(fault);
    expect(await endedUpdates(1)).toEqual([{ 'telegram.update.type': 'message', outcome: 'error' }]);
  });

  it('are active from start to end', async () => {
    const bot = createBot();
    instrumentGrammy(bot, collector);
    const during: number[] = [];
    bot.on('message', () => void during.push(...backend.valuesOf(ACTIVE)));
    api.pushText('hi');
    start(bot);
    await endedUpdates(1);
    expect(during).toEqual([1]);
    expect(backend.valuesOf(ACTIVE)).toEqual([1, 0]);
  });

  it('lag behind the date of their message', async () => {
    const bot = createBot();
    instrumentGrammy(bot, collector);
    api.pushText('hi', { ageSeconds: 90 });
    start(bot);
    await endedUpdates(1);
    expect(backend.labelsOf(LAG)).toEqual([{ 'telegram.update.type': 'message' }]);
    expect(backend.valuesOf(LAG)[0]).toBeGreaterThanOrEqual(90);
    expect(backend.valuesOf(LAG)[0]).toBeLessThan(100);
  });

  it('from a button have no lag, since the date is that of the button', async () => {
    const bot = createBot();
    instrumentGrammy(bot, collector);
    api.pushCallback('page:42', { ageSeconds: 90 });
    start(bot);
    expect(await endedUpdates(1)).toEqual([{ 'telegram.update.type': 'callback_query', outcome: 'ok' }]);
    expect(backend.valuesOf(LAG)).toEqual([]);
  });

  it('have allow-listed commands as handler, other for other commands and no handler for other text', async () => {
    const bot = createBot();
    instrumentGrammy(bot, collector, { commands: ['start'] });
    for (const text of ['/start ref_12345', '/start@fake_bot', '/secret_12345', 'just text']) api.pushText(text);
    start(bot);
    const handlers = (await endedUpdates(4)).map((labels) => labels['telegram.handler']);
    expect(handlers).toEqual(['start', 'start', 'other', undefined]);
  });

  it('are named by the handler function within its allow-list, and by command if it returns no name', async () => {
    const bot = createBot();
    instrumentGrammy(bot, collector, {
      commands: ['start'],
      handlers: ['menu'],
      handler: (ctx) => {
        const data = ctx.callbackQuery?.data;
        if (data === 'throw') throw new Error('broken naming');
        return data;
      },
    });
    for (const data of ['menu', 'user_7', 'throw']) api.pushCallback(data);
    api.pushText('/start');
    start(bot);
    const handlers = (await endedUpdates(4)).map((labels) => labels['telegram.handler']);
    expect(handlers).toEqual(['menu', 'other', undefined, 'start']);
  });
});

describe('Bot API requests', () => {
  it('are measured by method and status, including those of handlers but not getUpdates', async () => {
    const bot = createBot();
    instrumentGrammy(bot, collector);
    bot.on('message', (ctx) => ctx.reply('hello'));
    api.pushText('hi');
    start(bot);
    await endedUpdates(1);
    expect(backend.labelsOf(REQUEST)).toEqual(
      expect.arrayContaining(
        ['getMe', 'deleteWebhook', 'sendMessage'].map((method) => ({
          'telegram.method': method,
          'telegram.status': 'ok',
        })),
      ),
    );
    expect(backend.labelsOf(REQUEST)).toHaveLength(3);
  });

  it.each([
    [400, '400'],
    [401, '401'],
    [403, '403'],
    [404, '404'],
    [409, '409'],
    [418, 'other_4xx'],
    [500, '5xx'],
    [502, '5xx'],
  ])('refused with %i have the status %s', async (code, status) => {
    const bot = createBot();
    instrumentGrammy(bot, collector);
    api.fail('getMe', code, 'refused');
    await expect(bot.api.getMe()).rejects.toMatchObject({ error_code: code });
    expect(backend.labelsOf(REQUEST)).toEqual([{ 'telegram.method': 'getMe', 'telegram.status': status }]);
  });

  it('refused with 429 record the flood wait', async () => {
    const bot = createBot();
    instrumentGrammy(bot, collector);
    api.floodWait('sendMessage', 17);
    await expect(bot.api.sendMessage(7, 'hi')).rejects.toMatchObject({ error_code: 429 });
    expect(backend.labelsOf(REQUEST)).toEqual([{ 'telegram.method': 'sendMessage', 'telegram.status': '429' }]);
    expect(backend.labelsOf('telegram.client.flood_wait')).toEqual([{ 'telegram.method': 'sendMessage' }]);
    expect(backend.valuesOf('telegram.client.flood_wait')).toEqual([17]);
  });

  it('repeated by a plugin are measured per attempt', async () => {
    const bot = createBot();
    instrumentGrammy(bot, collector);
    bot.api.config.use(async (previous, method, payload, signal) => {
      const first = await previous(method, payload, signal);
      return first.ok ? first : previous(method, payload, signal);
    });
    api.floodWait('sendMessage', 1);
    await bot.api.sendMessage(7, 'hi');
    expect(backend.labelsOf(REQUEST).map((labels) => labels['telegram.status'])).toEqual(['429', 'ok']);
  });

  it('are measured on a bot that already has transformers', async () => {
    const bot = createBot();
    bot.api.config.use((previous, method, payload, signal) => previous(method, payload, signal));
    instrumentGrammy(bot, collector);
    await bot.api.getMe();
    expect(backend.labelsOf(REQUEST)).toEqual([{ 'telegram.method': 'getMe', 'telegram.status': 'ok' }]);
  });

  it('lost on the network have the status network and reject with the original error', async () => {
    const bot = createBot();
    instrumentGrammy(bot, collector);
    api.hangUp('getMe');
    await expect(bot.api.getMe()).rejects.toBeInstanceOf(HttpError);
    expect(backend.labelsOf(REQUEST)).toEqual([{ 'telegram.method': 'getMe', 'telegram.status': 'network' }]);
  });

  it('that are aborted have the status aborted', async () => {
    const bot = createBot();
    instrumentGrammy(bot, collector);
    api.delay('getMe', 30);
    const abort = new AbortController();
    const request = bot.api.getMe(abort.signal as Parameters<typeof bot.api.getMe>[0]);
    await api.waitFor((calls) => calls.length === 1);
    abort.abort();
    await expect(request).rejects.toThrow();
    expect(backend.labelsOf(REQUEST)).toEqual([{ 'telegram.method': 'getMe', 'telegram.status': 'aborted' }]);
  });

  it('written into the webhook response have the status webhook_reply', async () => {
    const bot = createBot({ canUseWebhookReply: (method) => method === 'sendMessage' });
    instrumentGrammy(bot, collector);
    bot.on('message', async (ctx) => void (await ctx.reply('hello')));
    await bot.init();
    const replies: string[] = [];
    const { update_id, message } = api.pushText('hi');
    const update = { update_id, message } as Parameters<typeof bot.handleUpdate>[0];
    await bot.handleUpdate(update, { send: (body) => void replies.push(body) });
    expect(replies).toHaveLength(1);
    expect(backend.labelsOf(REQUEST).at(-1)).toEqual({
      'telegram.method': 'sendMessage',
      'telegram.status': 'webhook_reply',
    });
  });

  it('with a method outside the Bot API are labelled other', async () => {
    const bot = createBot();
    instrumentGrammy(bot, collector);
    const raw: Record<string, (payload: object) => Promise<unknown>> = Object.create(bot.api.raw);
    await expect(raw.methodOfUser42?.({})).rejects.toMatchObject({ error_code: 404 });
    expect(backend.labelsOf(REQUEST)).toEqual([{ 'telegram.method': 'other', 'telegram.status': '404' }]);
  });

  it('that fail for another reason count no unreachable recipient', async () => {
    const bot = createBot();
    instrumentGrammy(bot, collector);
    await expect(bot.api.sendMessage(7, '')).rejects.toMatchObject({ error_code: 400 });
    expect(backend.labelsOf('telegram.recipients.unreachable')).toEqual([]);
  });

  it('never put the token into a label', async () => {
    const bot = createBot();
    instrumentGrammy(bot, collector);
    api.hangUp('*');
    await expect(bot.api.sendMessage(7, 'hi')).rejects.toThrow();
    api.fail('*', 404, `no such bot ${api.token}`);
    await expect(bot.api.sendMessage(7, 'hi')).rejects.toThrow();
    expect(JSON.stringify(backend.records)).not.toContain(api.token);
  });
});

describe('long polling', () => {
  it('records the time of its last success and aborts without an error when the bot stops', async () => {
    const bot = createBot();
    instrumentGrammy(bot, collector);
    const before = Date.now() / 1000;
    api.pushText('hi');
    const ended = bot.start();
    await endedUpdates(1);
    await api.waitFor(() => api.waitingPolls === 1);
    await bot.stop();
    await ended;
    const successes = backend.valuesOf('telegram.poll.last_success');
    expect(successes[0]).toBeGreaterThanOrEqual(before);
    expect(successes[0]).toBeLessThanOrEqual(Date.now() / 1000);
    expect(backend.labelsOf('telegram.poll.errors')).toEqual([]);
  });
});

describe('removing the instrumentation', () => {
  it('leaves updates and requests unmeasured', async () => {
    const bot = createBot();
    instrumentGrammy(bot, collector)();
    bot.on('message', (ctx) => ctx.reply('hello'));
    api.pushText('hi');
    start(bot);
    await api.waitFor((calls) => calls.some(({ method }) => method === 'sendMessage'));
    expect(backend.records).toEqual([]);
  });

  it('still ends the updates that had begun', async () => {
    const bot = createBot();
    const takeOut = instrumentGrammy(bot, collector);
    bot.on('message', () => takeOut());
    api.pushText('hi');
    start(bot);
    await endedUpdates(1);
    expect(backend.valuesOf(ACTIVE)).toEqual([1, 0]);
  });

  it('can be undone by instrumenting again, even while the bot polls', async () => {
    const bot = createBot();
    instrumentGrammy(bot, collector)();
    start(bot);
    await api.waitFor(() => api.waitingPolls === 1);
    instrumentGrammy(bot, collector);
    api.pushText('hi');
    expect(await endedUpdates(1)).toHaveLength(1);
  });

  it('has no effect through the no-op returned by a second call', async () => {
    const bot = createBot();
    instrumentGrammy(bot, collector);
    instrumentGrammy(bot, collector)();
    await bot.api.getMe();
    expect(backend.labelsOf(REQUEST)).toHaveLength(1);
  });
});

it('handles updates and requests even if recording throws', async () => {
  const broken = () => {
    throw new Error('broken collector');
  };
  class BrokenCollector extends MetricsCollectorService {
    override recordTelegramApiRequest = vi.fn(broken);
    override recordTelegramUpdate = vi.fn(broken);
  }
  const brokenCollector = new BrokenCollector(backend);
  const bot = createBot();
  instrumentGrammy(bot, brokenCollector);
  const caught = vi.fn();
  bot.on('message', (ctx) => ctx.reply('hello'));
  api.pushText('hi');
  start(bot);
  bot.catch(caught);
  await vi.waitFor(() => expect(brokenCollector.recordTelegramUpdate).toHaveBeenCalledTimes(1));
  expect(api.calls.map(({ method }) => method)).toContain('sendMessage');
  expect(brokenCollector.recordTelegramApiRequest).toHaveBeenCalledTimes(3);
  expect(caught).not.toHaveBeenCalled();
});
