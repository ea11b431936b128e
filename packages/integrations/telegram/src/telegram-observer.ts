import type { Guard, MetricsCollectorService } from '@bot-metrics/core';
import { methodLabel } from './method-label.ts';
import { classifyErrorCode, classifyThrown, type TelegramStatus } from './telegram-status.ts';
import { unreachableReason } from './unreachable-reason.ts';
import { type DatedUpdate, updateDate } from './update-date.ts';
import { updateType } from './update-type.ts';

/** The answer to a Bot API request (https://core.telegram.org/bots/api#making-requests). */
export interface BotApiAnswer {
  readonly ok: boolean;
  readonly error_code?: number;
  readonly description?: string;
  readonly parameters?: { readonly retry_after?: number };
  readonly result?: unknown;
}

export interface UpdateEnd {
  readonly outcome: 'ok' | 'error';
  readonly durationSeconds: number;
  readonly handler: string | undefined;
}

/** Flood waits range from one second to almost an hour. */
const floodWaitBuckets = [1, 2, 5, 10, 30, 60, 300, 900, 3600];

/** Turns what a framework's hooks see into the metrics of docs/metrics.md#telegram-bots. */
export class TelegramObserver {
  readonly #collector: MetricsCollectorService;
  readonly #guarded: Guard;
  readonly #floodWait;
  readonly #updatesActive;
  readonly #pollLastSuccess;
  readonly #pollErrors;
  readonly #unreachable;

  constructor(collector: MetricsCollectorService, guarded: Guard) {
    const { metrics } = collector;
    this.#collector = collector;
    this.#guarded = guarded;
    this.#floodWait = metrics.histogram('telegram.client.flood_wait', {
      description: 'How long Telegram asked to wait when it refused a request with 429',
      unit: 's',
      labels: ['telegram.method'],
      buckets: floodWaitBuckets,
    });
    this.#updatesActive = metrics.upDownCounter('telegram.updates.active', {
      description: 'Updates being handled',
      unit: '{update}',
    });
    this.#pollLastSuccess = metrics.gauge('telegram.poll.last_success', {
      description: 'When getUpdates last succeeded, as Unix time',
      unit: 's',
    });
    this.#pollErrors = metrics.counter('telegram.poll.errors', {
      description: 'Failed getUpdates requests',
      unit: '{error}',
      labels: ['error.type'],
    });
    this.#unreachable = metrics.counter('telegram.recipients.unreachable', {
      description: 'Requests refused because the recipient cannot be reached',
      unit: '{recipient}',
      labels: ['reason'],
    });
  }

  /** A request that Telegram answered, successfully or not. */
  requestAnswered(method: string, answer: BotApiAnswer, durationSeconds: number, webhookReply = false): void {
    this.#guarded(() => {
      if (answer.ok) {
        this.#requestEnded(method, webhookReply ? 'webhook_reply' : 'ok', durationSeconds);
        return;
      }
      const { error_code: errorCode = 0, description = '', parameters } = answer;
      this.#requestEnded(method, classifyErrorCode(errorCode), durationSeconds);
      if (parameters?.retry_after !== undefined) {
        this.#floodWait.record(parameters.retry_after, { 'telegram.method': methodLabel(method) });
      }
      const reason = unreachableReason(errorCode, description);
      if (reason !== undefined) this.#unreachable.add(1, { reason });
    });
  }

  /** A request that threw: a network failure or an abort, unless the error carries a Bot API answer. */
  requestThrew(method: string, thrown: unknown, durationSeconds: number, answer?: BotApiAnswer): void {
    if (answer !== undefined) this.requestAnswered(method, answer, durationSeconds);
    else this.#guarded(() => this.#requestEnded(method, classifyThrown(thrown), durationSeconds));
  }

  /** Begins an update. Call the returned function exactly once, when the update ends. */
  updateStarted(update: DatedUpdate): (end: UpdateEnd) => void {
    const date = updateDate(update);
    // The clock difference between Telegram and this host may exceed the lag.
    const lag = date === undefined ? undefined : Math.max(0, Date.now() / 1000 - date);
    this.#guarded(() => this.#updatesActive.add(1));
    return ({ outcome, durationSeconds, handler }) => {
      this.#guarded(() => this.#updatesActive.add(-1));
      this.#guarded(() =>
        this.#collector.recordTelegramUpdate({
          updateType: updateType(update),
          status: outcome,
          duration: durationSeconds,
          ...(handler === undefined ? {} : { handler }),
          ...(lag === undefined ? {} : { lag }),
        }),
      );
    };
  }

  #requestEnded(method: string, status: TelegramStatus, durationSeconds: number): void {
    if (method.toLowerCase() === 'getupdates') this.#pollEnded(status);
    else this.#collector.recordTelegramApiRequest({ method: methodLabel(method), status, duration: durationSeconds });
  }

  // A long poll lasts until somebody writes, so its duration means nothing; its success does.
  #pollEnded(status: TelegramStatus): void {
    if (status === 'ok') this.#pollLastSuccess.set(Date.now() / 1000);
    else if (status !== 'aborted') this.#pollErrors.add(1, { 'error.type': status === '409' ? 'conflict' : status });
  }
}
