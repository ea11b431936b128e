import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Clock } from '@bot-metrics/core';
import type { OtlpSettings } from '../options.ts';
import { agentFor } from './agent.ts';
import { type ExportFailure, failureOf, isInDoubt } from './export-failure.ts';
import { type PartialSuccess, partialSuccessOf } from './partial-success.ts';
import { type Answer, post } from './post.ts';
import { backoffSeconds, isRetryable, MOST_RETRIES, retryAfterSeconds } from './retry.ts';

/** The receiver has it; `ambiguous` if a request without an answer may have been stored before. */
interface Delivered {
  readonly delivered: true;
  readonly ambiguous: boolean;
  /** What it left out, if it said so. */
  readonly partial?: PartialSuccess;
}

export type Outcome = Delivered | ExportFailure;

/** A token may have been changed where it is kept. */
const UNAUTHORIZED = 401;

const compressed = promisify(gzip);

const contentTypes = { 'http/protobuf': 'application/x-protobuf', 'http/json': 'application/json' } as const;

/** Sends requests to the receiver one after another, with the retries of the OTLP specification, and tells what became of each. */
export class Exporter {
  readonly #settings: OtlpSettings;
  readonly #clock: () => Clock;
  readonly #agent;
  /** Of the request in flight. */
  #cut: AbortController | undefined;
  #closed = false;
  /** Monotonic seconds before which the receiver wants no request. */
  #notBefore = 0;

  /** @param clock asked when it is needed, because a backend gets it with its store */
  constructor(settings: OtlpSettings, clock: () => Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#agent = agentFor(settings);
  }

  /** Seconds for which the receiver wants no request; 0 as a rule. */
  get pauseSeconds(): number {
    return Math.max(0, this.#notBefore - this.#clock().monotonicSeconds());
  }

  /** Sends one request, again where that may help, within the timeout. Never rejects. */
  async send(body: Uint8Array): Promise<Outcome> {
    const { scheduler, timeoutSeconds, compression } = this.#settings;
    const cut = new AbortController();
    this.#cut = cut;
    if (this.#closed) cut.abort(closed());
    const cancel = scheduler.after(timeoutSeconds, () => {
      cut.abort(new Error(`no complete answer within ${timeoutSeconds} s`));
    });
    const until = this.#clock().monotonicSeconds() + timeoutSeconds;
    try {
      const bytes = compression === 'gzip' ? await compressed(body) : body;
      return await this.#sendUntil(until, bytes, cut.signal);
    } finally {
      cancel();
    }
  }

  /** Cuts what is in flight; nothing is sent afterwards. */
  close(): void {
    this.#closed = true;
    this.#cut?.abort(closed());
    void this.#agent.then((agent) => agent.destroy());
  }

  async #sendUntil(until: number, body: Uint8Array, signal: AbortSignal): Promise<Outcome> {
    let inDoubt = false;
    let hasReread = false;
    for (let retries = 0; ; retries++) {
      const answer = await this.#post(body, signal);
      const { status = 0 } = answer;
      if (status >= 200 && status < 300) return deliveredBy(answer, inDoubt, this.#settings.protocol);
      if (status === UNAUTHORIZED && !hasReread) {
        hasReread = true;
        if (this.#settings.headers.reread()) continue;
      }
      inDoubt ||= isInDoubt(answer);
      const asked = this.#pauseAskedFor(answer);
      const wait = asked ?? backoffSeconds(retries);
      const left = until - this.#clock().monotonicSeconds();
      if (!isRetryable(answer) || retries === MOST_RETRIES || wait > left || signal.aborted) {
        return failureOf(answer, inDoubt);
      }
      await this.#pause(wait, signal);
    }
  }

  async #post(body: Uint8Array, signal: AbortSignal): Promise<Answer> {
    const { url, headers, protocol, compression } = this.#settings;
    const encoding: Record<string, string> = compression === 'gzip' ? { 'content-encoding': 'gzip' } : {};
    const agent = await this.#agent;
    const own = { 'content-type': contentTypes[protocol], 'user-agent': 'bot-metrics-otlp', ...encoding };
    return post(body, { url, headers: { ...headers.current, ...own }, agent, signal });
  }

  /** Also keeps in mind until when, so that no later export comes before. */
  #pauseAskedFor({ status, retryAfter }: Answer): number | undefined {
    if (status !== 429 && status !== 503) return undefined;
    const seconds = retryAfterSeconds(retryAfter, this.#clock().wallSeconds());
    if (seconds !== undefined) this.#notBefore = this.#clock().monotonicSeconds() + seconds;
    return seconds;
  }

  /** Ends early when there is no point in waiting. */
  #pause(seconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#settings.scheduler.after(seconds, resolve);
      signal.addEventListener('abort', () => {
        cancel();
        resolve();
      });
    });
  }
}

function closed(): Error {
  return new Error('the backend was shut down');
}

function deliveredBy({ body }: Answer, ambiguous: boolean, protocol: OtlpSettings['protocol']): Delivered {
  const partial = partialSuccessOf(body, protocol);
  return partial === undefined ? { delivered: true, ambiguous } : { delivered: true, ambiguous, partial };
}
