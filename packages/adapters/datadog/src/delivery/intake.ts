import type { Clock } from '@bot-metrics/core';
import { readSecret } from '@bot-metrics/core/options';
import type { DatadogSettings } from '../options.ts';
import { type Answer, pauseSecondsOf } from './answer.ts';

/** One of the kinds of data that Datadog takes. */
export type Route = 'series' | 'sketches' | 'checks' | 'events';

const json = { 'content-type': 'application/json' };

/** How the API takes each of them. Sketches are compressed as by the Agent, which alone is documented to send them. */
const routes: Readonly<Record<Route, { path: string; headers: Readonly<Record<string, string>> }>> = {
  series: { path: '/api/v2/series', headers: { ...json, 'content-encoding': 'gzip' } },
  sketches: {
    path: '/api/beta/sketches',
    headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'deflate' },
  },
  checks: { path: '/api/v1/check_run', headers: json },
  events: { path: '/api/v1/events', headers: json },
};

/** Of a body; the chunk in which it is full is kept whole. */
const MOST_KEPT_CHARACTERS = 1000;
const MOST_MESSAGE_CHARACTERS = 200;

/** Sends requests to the API, one after another. */
export class Intake {
  readonly #settings: DatadogSettings;
  readonly #clock: () => Clock;
  /** Of the request in flight. */
  #cut: AbortController | undefined;
  #closed = false;
  #key: string | undefined;

  /** @param clock asked when it is needed, because a backend gets it with its store */
  constructor(settings: DatadogSettings, clock: () => Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Sends once, within the timeout. Never rejects. */
  async post(route: Route, body: Uint8Array<ArrayBuffer> | string): Promise<Answer> {
    const { scheduler, timeoutSeconds } = this.#settings;
    const cut = new AbortController();
    this.#cut = cut;
    if (this.#closed) cut.abort(closed());
    const cancel = scheduler.after(timeoutSeconds, () =>
      cut.abort(new Error(`no complete answer within ${timeoutSeconds} s`)),
    );
    try {
      return await this.#fetch(route, body, cut.signal);
    } catch (error) {
      return { message: '', error: error instanceof Error ? error : new Error(String(error)) };
    } finally {
      cancel();
    }
  }

  /** Cuts what is in flight; nothing is sent afterwards. */
  close(): void {
    this.#closed = true;
    this.#cut?.abort(closed());
  }

  async #fetch(route: Route, body: Uint8Array<ArrayBuffer> | string, signal: AbortSignal): Promise<Answer> {
    const { url } = this.#settings;
    const apiKey = await this.#apiKey();
    const { path, headers } = routes[route];
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { ...headers, 'user-agent': 'bot-metrics-datadog', ...(apiKey === '' ? {} : { 'dd-api-key': apiKey }) },
      body,
      signal,
      // The key is for this host only.
      redirect: 'manual',
    });
    const { status } = response;
    // The status is an answer, also if the rest of it never comes.
    const text = await beginningOf(response).catch(() => '');
    const message = response.ok ? '' : withoutKey(text, apiKey);
    if (status === 401 || status === 403) this.#key = undefined;
    if (status !== 429 && status !== 503) return { status, message };
    const pauseSeconds = pauseSecondsOf(response.headers, this.#clock().wallSeconds());
    return pauseSeconds === undefined ? { status, message } : { status, message, pauseSeconds };
  }

  /** The key is read again once it was refused. */
  async #apiKey(): Promise<string> {
    const { apiKey } = this.#settings;
    this.#key ??= apiKey === undefined ? '' : await readSecret(apiKey);
    return this.#key;
  }
}

/** A short excerpt of a body on one line, without the key. */
function withoutKey(body: string, apiKey: string): string {
  const text = apiKey === '' ? body : body.replaceAll(apiKey, '***');
  return text.replace(/\s+/g, ' ').trim().slice(0, MOST_MESSAGE_CHARACTERS);
}

/** Reads to the end, so that the connection can be used again, and keeps no more of it than a person is shown. */
async function beginningOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body ?? []) {
    if (text.length < MOST_KEPT_CHARACTERS) text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

function closed(): Error {
  return new Error('the backend was shut down');
}
