import type { ServerResponse } from 'node:http';
import { Arrivals, listArrived } from '../loopback/arrivals.ts';
import { startLoopbackHttpServer } from '../loopback/loopback-http-server.ts';
import { type Answer, failed, succeeded } from './answer.ts';
import { type BotCall, readBotCall } from './bot-call.ts';
import { type BotErrorOptions, type BotFaultOptions, BotFaults } from './bot-faults.ts';
import { createBotMethods } from './bot-methods.ts';
import { CallAnswerer } from './call-answerer.ts';
import { callbackUpdate, type PushOptions, textUpdate } from './pushed-updates.ts';
import { type RefusalReason, refusals } from './refusals.ts';
import type { BotParameters } from './request-parameters.ts';
import { type BotUpdate, UpdateQueue } from './update-queue.ts';

/** The identity of the bot. */
export interface FakeBotApiOptions {
  /** @default 'fake_bot' */
  readonly username?: string;
}

/** A Telegram Bot API in this process. `'*'` as the method of a fault matches any method. */
export interface FakeBotApi {
  readonly port: number;
  /** The API root for a framework, without a trailing slash. */
  readonly apiRoot: string;
  /** A token in the right format. Any other token works too. */
  readonly token: string;
  /** Every call, in order of arrival. */
  readonly calls: readonly BotCall[];
  /** Updates not yet confirmed by a getUpdates call. */
  readonly pendingUpdates: number;
  /** Currently waiting getUpdates calls. */
  readonly waitingPolls: number;

  /** Queues an update, assigns its `update_id`, and wakes every poll. */
  push(update: Readonly<Record<string, unknown>>): BotUpdate;
  /** Queues a message from a user; `/words` become `bot_command` entities. */
  pushText(text: string, options?: PushOptions): BotUpdate;
  /** Queues a press of a button with this callback data, under a message of the bot. */
  pushCallback(data: string, options?: PushOptions): BotUpdate;

  /** Makes the next calls of `method` fail with this error. */
  fail(method: string, errorCode: number, description: string, options?: BotErrorOptions): void;
  /** 429 with `retry_after`. */
  floodWait(method: string, retryAfterSeconds: number, options?: BotFaultOptions): void;
  /** 403, or 400 for `chat_not_found` and `no_rights`, with Telegram's own description. */
  refuse(method: string, reason: RefusalReason, options?: BotFaultOptions): void;
  /** Reads the next calls of `method` and then disconnects without a response. */
  hangUp(method: string, options?: BotFaultOptions): void;
  /** Delays the response to the next calls of `method`; a fault added afterwards applies to the same call. */
  delay(method: string, seconds: number, options?: BotFaultOptions): void;
  /** Removes all unused faults. */
  recover(): void;
  /** Adds or replaces a method; `result` returns the result of its calls. */
  define(method: string, result: (params: BotParameters) => unknown): void;

  /**
   * Resolves once `predicate` holds for the calls. Checks it when a call arrives, starts to wait, is answered or is
   * abandoned. Rejects after `timeoutSeconds` (default 5) and lists the calls.
   */
  waitFor(predicate: (calls: readonly BotCall[]) => boolean, timeoutSeconds?: number): Promise<void>;
  /** Closes all connections, including waiting polls. */
  close(): Promise<void>;
}

/**
 * Starts a fake Telegram Bot API on 127.0.0.1, with real long polling and faults on demand.
 *
 * Implements getMe, getUpdates, setWebhook, deleteWebhook, getWebhookInfo, sendMessage, sendPhoto, editMessageText,
 * answerCallbackQuery, setMyCommands and getMyCommands; other methods respond with 404 until they are defined. It does
 * not deliver to webhooks and serves no files. Source: https://core.telegram.org/bots/api
 */
export async function startFakeBotApi(options: FakeBotApiOptions = {}): Promise<FakeBotApi> {
  const bot = { id: 42, is_bot: true, first_name: 'Fake', username: options.username ?? 'fake_bot' };
  const faults = new BotFaults();
  const calls: BotCall[] = [];
  const arrivals = new Arrivals();
  const queue = new UpdateQueue(() => arrivals.changed());
  let lastMessageId = 0;
  const nextMessageId = () => ++lastMessageId;
  const answerer = new CallAnswerer(faults, createBotMethods({ queue, bot, nextMessageId }));

  const server = await startLoopbackHttpServer(async (request, response) => {
    const hungUp = new AbortController();
    response.on('close', () => hungUp.abort());
    const read = await readBotCall(request).catch((error: unknown) => failed(400, `Bad Request: ${String(error)}`));
    if (read === undefined) return send(response, failed(404, 'Not Found'));
    if ('ok' in read) return send(response, read);
    const call: { -readonly [K in keyof BotCall]: BotCall[K] } = {
      ...read,
      method: answerer.documentedName(read.method),
    };
    calls.push(call);
    arrivals.changed();
    const answer = await answerer.answer(call, hungUp.signal);
    if (answer === undefined) request.socket.destroy();
    else if (!hungUp.signal.aborted) {
      call.status = toHttpStatus(answer);
      send(response, answer);
    }
    arrivals.changed();
  });

  return {
    port: server.port,
    apiRoot: server.url,
    token: '42:FAKE',
    calls,
    get pendingUpdates() {
      return queue.pending;
    },
    get waitingPolls() {
      return queue.waiting;
    },
    push: (update) => queue.push(update),
    pushText: (text, push = {}) => queue.push(textUpdate(text, nextMessageId(), push)),
    pushCallback: (data, push = {}) => queue.push(callbackUpdate(data, nextMessageId(), bot, push)),
    fail: (method, code, description, { times, parameters } = {}) =>
      faults.add(method, { kind: 'error', code, description, ...(parameters && { parameters }) }, times),
    floodWait: (method, seconds, { times } = {}) => {
      const description = `Too Many Requests: retry after ${seconds}`;
      faults.add(method, { kind: 'error', code: 429, description, parameters: { retry_after: seconds } }, times);
    },
    refuse: (method, reason, { times } = {}) => faults.add(method, { kind: 'error', ...refusals[reason] }, times),
    hangUp: (method, { times } = {}) => faults.add(method, { kind: 'hangUp' }, times),
    delay: (method, seconds, { times } = {}) => faults.add(method, { kind: 'delay', seconds }, times),
    recover: () => faults.clear(),
    define: (method, result) => answerer.define(method, (params) => succeeded(result(params))),
    waitFor: (predicate, timeoutSeconds = 5) =>
      arrivals.waitFor(
        () => predicate(calls),
        timeoutSeconds,
        () =>
          listArrived(
            'call',
            calls.map((call) => call.method),
          ),
      ),
    close() {
      arrivals.close();
      return server.close();
    },
  };
}

function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(toHttpStatus(answer), { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

function toHttpStatus(answer: Answer): number {
  return answer.ok ? 200 : answer.error_code;
}
