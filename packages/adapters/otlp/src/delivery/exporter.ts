import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Clock } from '@bot-metrics/core';
import type { Delivered, Outcome } from '@bot-metrics/core/delivery';
import type { OtlpSettings } from '../options.ts';
import { RequestHeaders } from '../request-headers.ts';
import { failureOf, isInDoubt } from './export-failure.ts';
import { GrpcTransport } from './grpc-transport.ts';
import { HttpTransport } from './http-transport.ts';
import { partialSuccessOf } from './partial-success.ts';
import type { Answer } from './post.ts';
import { backoffSeconds, isRetryable, MOST_RETRIES, retryAfterSeconds } from './retry.ts';
import type { Transport } from './transport.ts';

/** A token may have been changed where it is kept. */
const UNAUTHORIZED = 401;

const compressed = promisify(gzip);

/** Sends requests to the receiver one after another, with the retries of the OTLP specification, and tells what became of each. */
export class Exporter {
  readonly #settings: OtlpSettings;
  readonly #clock: () => Clock;
  readonly #headers: RequestHeaders;
  #transport: Promise<Transport> | undefined;
  /** Of the request in flight. */
  #cut: AbortController | undefined;
  #closed = false;
  /** Monotonic seconds before which the receiver wants no request. */
  #notBefore = 0;

  /** @param clock asked when it is needed, because a backend gets it with its store */
  constructor(settings: OtlpSettings, clock: () => Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#headers = new RequestHeaders(settings.headers);
  }

  /** @throws BotMetricsError `missing_package` */
  load(): Promise<Transport> {
    const { protocol } = this.#settings;
    this.#transport ??=
      protocol === 'grpc' ? GrpcTransport.load(this.#settings) : HttpTransport.load(this.#settings, protocol);
    return this.#transport;
  }

  /** Seconds for which the receiver wants no request; 0 as a rule. */
  get pauseSeconds(): number {
    return Math.max(0, this.#notBefore - this.#clock().monotonicSeconds());
  }

  /** Sends one request, again where that may help, within the timeout. Rejects with `missing_package` only. */
  async send(body: Uint8Array): Promise<Outcome> {
    const { scheduler, timeoutSeconds, compression, protocol } = this.#settings;
    const transport = await this.load();
    const cut = new AbortController();
    this.#cut = cut;
    if (this.#closed) cut.abort(closed());
    const cancel = scheduler.after(timeoutSeconds, () => {
      cut.abort(new Error(`no complete answer within ${timeoutSeconds} s`));
    });
    const until = this.#clock().monotonicSeconds() + timeoutSeconds;
    try {
      // gRPC compresses by itself.
      const bytes = compression === 'gzip' && protocol !== 'grpc' ? await compressed(body) : body;
      return await this.#sendUntil(until, transport, bytes, cut.signal);
    } finally {
      cancel();
    }
  }

  /** Cuts what is in flight; nothing is sent afterwards. */
  close(): void {
    this.#closed = true;
    this.#cut?.abort(closed());
    this.#transport?.then((transport) => transport.close()).catch(() => {});
  }

  async #sendUntil(until: number, transport: Transport, body: Uint8Array, signal: AbortSignal): Promise<Outcome> {
    const { protocol } = this.#settings;
    let inDoubt = false;
    let hasReread = false;
    for (let retries = 0; ; retries++) {
      let headers: Readonly<Record<string, string>>;
      try {
        headers = await this.#headers.values();
      } catch (error) {
        return unreadableCredentials(error, inDoubt);
      }
      const answer = await transport.post(body, headers, signal);
      const { status = 0 } = answer;
      if (status >= 200 && status < 300) return deliveredBy(answer, inDoubt, protocol);
      if (status === UNAUTHORIZED && !hasReread) {
        hasReread = true;
        if (await this.#headers.reread()) continue;
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

function unreadableCredentials(error: unknown, inDoubt: boolean): Outcome {
  return {
    delivered: false,
    reason: `cannot read the credentials: ${error instanceof Error ? error.message : String(error)}`,
    remedy: 'correct the function that reads "headers" or "token"',
    next: inDoubt ? 'repeat' : 'merge',
  };
}

function closed(): Error {
  return new Error('the backend was shut down');
}

function deliveredBy({ body }: Answer, ambiguous: boolean, protocol: OtlpSettings['protocol']): Delivered {
  const partial = partialSuccessOf(body, protocol);
  return partial === undefined ? { delivered: true, ambiguous } : { delivered: true, ambiguous, partial };
}
