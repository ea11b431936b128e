import { MetricsCollectorService, type MetricsRecorder } from '@bot-metrics/core';
import { type FakeBotApi, FakeClock, RecordingBackend, startFakeBotApi } from '@bot-metrics/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TelegramOptions } from '../src/tap.ts';

export const REQUEST = 'telegram.client.request.duration';
export const UPDATE = 'telegram.update.duration';
const LAG = 'telegram.update.lag';
export const ACTIVE = 'telegram.updates.active';
export const FLOOD = 'telegram.client.flood_wait';
export const UNREACHABLE = 'telegram.recipients.unreachable';
const POLLED = 'telegram.poll.last_success';
export const POLL_ERRORS = 'telegram.poll.errors';

/** Long enough to search the output for, and shaped like a real token. */
export const TOKEN = '42:AAF-secret_token_of_the_test';

/** A bot as the scenarios use it, whatever the framework. */
export interface ScenarioBot {
  instrument(collector: MetricsCollectorService, options?: Omit<TelegramOptions<never>, 'handler'>): () => void;
  onMessage(handler: (reply: (text: string) => Promise<unknown>) => unknown): void;
  /** Called by the framework's own error handler. */
  onError(handler: (error: unknown) => void): void;
  sendMessage(chatId: number, text: string): Promise<unknown>;
  getUpdates(): Promise<unknown>;
  /** Polls in the background. */
  start(): void;
  /** Resolves when polling has ended. */
  stop(): Promise<unknown>;
}

/** What every framework integration must do against the fake Bot API. */
export function describeFramework(name: string, createBot: (api: FakeBotApi) => ScenarioBot): void {
  let api: FakeBotApi;
  let backend: RecordingBackend;
  let collector: MetricsCollectorService;
  let bot: ScenarioBot;
  let started: boolean;
  let output: string;

  beforeEach(async () => {
    api = await startFakeBotApi();
    backend = new RecordingBackend();
    collector = new MetricsCollectorService(backend);
    bot = createBot(api);
    started = false;
    output = '';
    for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, method).mockImplementation((...args) => {
        output += args.map((arg) => (arg instanceof Error ? `${arg.stack}` : JSON.stringify(arg))).join(' ');
      });
    }
  });

  afterEach(async () => {
    if (started) await bot.stop();
    await api.close();
    vi.restoreAllMocks();
    expect(output + JSON.stringify(backend.records)).not.toContain(TOKEN);
  });

  function start(): void {
    started = true;
    bot.start();
  }

  const ended = (count: number) => vi.waitFor(() => expect(backend.labelsOf(UPDATE)).toHaveLength(count));
  const requests = () =>
    backend.labelsOf(REQUEST).map((labels) => `${labels['telegram.method']} ${labels['telegram.status']}`);
  const served = () => api.calls.filter(({ method }) => method !== 'getUpdates').map(({ method }) => `${method} ok`);

  describe(`${name}, polling`, () => {
    it('measures each update and each attempt once, without a duration for getUpdates', async () => {
      bot.instrument(collector);
      bot.onMessage((reply) => reply('hello'));
      api.pushText('one');
      api.pushText('two');
      start();
      await ended(2);
      expect(backend.labelsOf(UPDATE)).toEqual(Array(2).fill({ 'telegram.update.type': 'message', outcome: 'ok' }));
      expect(requests().sort()).toEqual(served().sort());
      expect(requests().filter((request) => request === 'sendMessage ok')).toHaveLength(2);
      expect(backend.valuesOf(ACTIVE).at(-1)).toBe(0);
      expect(Math.max(...backend.valuesOf(ACTIVE))).toBeGreaterThanOrEqual(1);
      expect(Math.abs(backend.valuesOf(POLLED)[0]! - Date.now() / 1000)).toBeLessThan(10);
      expect(backend.labelsOf(POLL_ERRORS)).toEqual([]);
    });

    it('measures the lag of a message, and no lag for a button press', async () => {
      bot.instrument(collector);
      api.pushText('hi', { ageSeconds: 90 });
      api.pushCallback('page:42', { ageSeconds: 90 });
      start();
      await ended(2);
      expect(backend.labelsOf(LAG)).toEqual([{ 'telegram.update.type': 'message' }]);
      expect(backend.valuesOf(LAG)[0]).toBeGreaterThanOrEqual(90);
      expect(backend.valuesOf(LAG)[0]).toBeLessThan(100);
    });

    it('uses only allow-listed commands as labels', async () => {
      bot.instrument(collector, { commands: ['start'] });
      for (const text of ['/start ref_12345', '/secret_12345', 'just text']) api.pushText(text);
      start();
      await ended(3);
      const handlers = backend.labelsOf(UPDATE).map((labels) => labels['telegram.handler'] ?? 'none');
      expect(handlers.sort()).toEqual(['none', 'other', 'start']);
    });

    it('measures a failing handler and passes the same error to the framework', async () => {
      const fault = new Error('broken handler');
      const caught = vi.fn();
      bot.instrument(collector);
      bot.onError(caught);
      bot.onMessage(() => {
        throw fault;
      });
      api.pushText('hi');
      start();
      await ended(1);
      await vi.waitFor(() => expect(caught).toHaveBeenCalledTimes(1));
      expect(caught.mock.calls[0]?.[0]).toBe(fault);
      expect(backend.labelsOf(UPDATE)).toEqual([{ 'telegram.update.type': 'message', outcome: 'error' }]);
      expect(backend.valuesOf(ACTIVE)).toEqual([1, 0]);
    });

    it('stops during a long poll without an error', async () => {
      bot.instrument(collector);
      start();
      await api.waitFor(() => api.waitingPolls === 1);
      api.pushText('ends the long polls in progress');
      await ended(1);
      await api.waitFor(() => api.waitingPolls === 1);
      started = false;
      await bot.stop();
      expect(backend.labelsOf(POLL_ERRORS)).toEqual([]);
      expect(requests().filter((request) => !request.endsWith(' ok'))).toEqual([]);
    });

    it('counts polling errors by type', async () => {
      bot.instrument(collector);
      api.fail('getUpdates', 409, 'Conflict: terminated by other getUpdates request');
      await expect(bot.getUpdates()).rejects.toThrow();
      api.fail('getUpdates', 502, 'Bad Gateway');
      await expect(bot.getUpdates()).rejects.toThrow();
      api.hangUp('getUpdates');
      await expect(bot.getUpdates()).rejects.toThrow();
      await vi.waitFor(() => expect(backend.labelsOf(POLL_ERRORS)).toHaveLength(3));
      const kinds = backend.labelsOf(POLL_ERRORS).map((labels) => labels['error.type']);
      expect(kinds.sort()).toEqual(['5xx', 'conflict', 'network']);
      expect(backend.valuesOf(POLLED)).toEqual([]);
      expect(requests()).toEqual([]);
    });
  });

  describe(`${name}, Bot API requests`, () => {
    it('records the flood wait of a 429 and passes the error to the caller', async () => {
      bot.instrument(collector);
      api.floodWait('sendMessage', 3700);
      await expect(bot.sendMessage(7, 'hi')).rejects.toThrow('Too Many Requests');
      await vi.waitFor(() => expect(requests()).toEqual(['sendMessage 429']));
      expect(backend.labelsOf(FLOOD)).toEqual([{ 'telegram.method': 'sendMessage' }]);
      expect(backend.valuesOf(FLOOD)).toEqual([3700]);
    });

    it.each(['blocked', 'deactivated', 'kicked', 'chat_not_found', 'no_rights'] as const)(
      'counts a recipient that is %s as unreachable',
      async (reason) => {
        bot.instrument(collector);
        api.refuse('sendMessage', reason);
        await expect(bot.sendMessage(7, 'hi')).rejects.toThrow();
        await vi.waitFor(() => expect(backend.labelsOf(UNREACHABLE)).toEqual([{ reason }]));
        expect(requests()).toHaveLength(1);
      },
    );

    it('give a lost request the status network', async () => {
      bot.instrument(collector);
      api.hangUp('sendMessage');
      await expect(bot.sendMessage(7, 'hi')).rejects.toThrow();
      expect(requests()).toEqual(['sendMessage network']);
    });

    it('give a server failure the status 5xx', async () => {
      bot.instrument(collector);
      api.fail('sendMessage', 502, `Bad Gateway ${TOKEN}`);
      await expect(bot.sendMessage(7, 'hi')).rejects.toThrow();
      await vi.waitFor(() => expect(requests()).toEqual(['sendMessage 5xx']));
    });
  });

  describe(`${name}, instrumentation`, () => {
    it('does nothing when applied twice', async () => {
      bot.instrument(collector);
      bot.instrument(collector)();
      await bot.sendMessage(7, 'hi');
      expect(requests()).toEqual(['sendMessage ok']);
    });

    it('leaves updates and requests unmeasured once removed, until it is applied again', async () => {
      bot.instrument(collector)();
      await bot.sendMessage(7, 'hi');
      expect(backend.records).toEqual([]);
      bot.instrument(collector);
      await bot.sendMessage(7, 'hi');
      expect(requests()).toEqual(['sendMessage ok']);
    });

    it('leaves updates, requests and errors intact when every record throws', async () => {
      const broken = vi.fn(() => {
        throw new Error('broken backend');
      });
      const recorder: MetricsRecorder = { recordCounter: broken, setGauge: broken, recordHistogram: broken };
      class BrokenCollector extends MetricsCollectorService {
        override recordTelegramApiRequest = broken;
        override recordTelegramUpdate = broken;
      }
      const caught = vi.fn();
      bot.instrument(new BrokenCollector(recorder));
      bot.onError(caught);
      bot.onMessage((reply) => reply('hello'));
      api.pushText('hi');
      start();
      await api.waitFor((calls) => calls.some(({ method, status }) => method === 'sendMessage' && status === 200));
      api.refuse('sendMessage', 'blocked');
      await expect(bot.sendMessage(7, 'hi')).rejects.toThrow('blocked');
      expect(broken).toHaveBeenCalled();
      expect(caught).not.toHaveBeenCalled();
    });

    it('polls the number of pending updates only if an interval is set, and removes the series when polling fails', async () => {
      const clock = new FakeClock();
      const takeOut = bot.instrument(collector, { pendingUpdatesInterval: 30, scheduler: clock });
      const values = () => backend.valuesOf('telegram.updates.pending');
      await vi.waitFor(() => expect(values()).toEqual([0]));
      await vi.waitFor(() => expect(requests()).toEqual(['getWebhookInfo ok']));
      api.pushText('one');
      api.pushText('two');
      await clock.advance(30);
      await vi.waitFor(() => expect(values()).toEqual([0, 2]));
      api.fail('getWebhookInfo', 403, 'Forbidden');
      await clock.advance(30);
      await api.waitFor((calls) => calls.filter(({ method }) => method === 'getWebhookInfo').length === 3);
      takeOut();
      await clock.advance(90);
      expect(values()).toEqual([0, 2]);
      expect(api.calls).toHaveLength(3);
    });
  });
}
