import type { Clock } from '@bot-metrics/core';
import { retryAfterSeconds } from '@bot-metrics/core/delivery';
import { readSecret } from '@bot-metrics/core/options';
import type { DatadogSettings } from '../options.ts';

/** One of the kinds of data that Datadog accepts. */
export type Route = 'series' | 'sketches' | 'checks' | 'events';

/** The answer to one request, or why there is none. */
export interface Answer {
  /** Absent without an answer. */
  readonly status?: number;
  /** The explanation of the receiver, without secrets; may be empty. */
  readonly message: string;
  /** Seconds during which the receiver wants no request. */
  readonly pauseSeconds?: number;
  /** Why there is no answer. */
  readonly error?: Error;
}

const json = { 'content-type': 'application/json' };

/** Path and headers of each route. The only documentation of sketches is the Agent, so they are compressed in the same way. */
const routes: Readonly<Record<Route, { path: string; headers: Readonly<Record<string, string>> }>> = {
  series: { path: '/api/v2/series', headers: { ...json, 'content-encoding': 'gzip' } },
  sketches: {
    path: '/api/beta/sketches',
    headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'deflate' },
  },
  checks: { path: '/api/v1/check_run', headers: json },
  events: { path: '/api/v1/events', headers: json },
};

/** How much of a body is kept. The chunk that exceeds it is kept completely. */
const MAX_KEPT_CHARACTERS = 1000;
const MAX_MESSAGE_CHARACTERS = 200;

/** Sends requests to the API. */
export class Intake {
  readonly #settings: DatadogSettings;
  readonly #clock: () => Clock;
  #key: string | undefined;

  /** @param clock called when needed, because a backend receives its clock with its store */
  constructor(settings: DatadogSettings, clock: () => Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Sends once. Never rejects. */
  async post(route: Route, body: Uint8Array<ArrayBuffer> | string, signal: AbortSignal): Promise<Answer> {
    try {
      return await this.#fetch(route, body, signal);
    } catch (error) {
      return { message: '', error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  async #fetch(route: Route, body: Uint8Array<ArrayBuffer> | string, signal: AbortSignal): Promise<Answer> {
    const { url } = this.#settings;
    const apiKey = await this.#readKey();
    const { path, headers } = routes[route];
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { ...headers, 'user-agent': 'bot-metrics-datadog', ...(apiKey === '' ? {} : { 'dd-api-key': apiKey }) },
      body,
      signal,
      // Another host must not get the key.
      redirect: 'manual',
    });
    const { status } = response;
    // A status counts as an answer even if the body never arrives.
    const text = await readBeginning(response).catch(() => '');
    const message = response.ok ? '' : hideKey(text, apiKey);
    if (status === 401 || status === 403) this.#key = undefined;
    if (status !== 429 && status !== 503) return { status, message };
    const pauseSeconds = readPauseSeconds(response.headers, this.#clock().wallSeconds());
    return pauseSeconds === undefined ? { status, message } : { status, message, pauseSeconds };
  }

  /** Reads the API key; again after it was rejected. */
  async #readKey(): Promise<string> {
    const { apiKey } = this.#settings;
    this.#key ??= apiKey === undefined ? '' : await readSecret(apiKey);
    return this.#key;
  }
}

/** Formats a body as one line without the key. */
function hideKey(body: string, apiKey: string): string {
  const text = apiKey === '' ? body : body.replaceAll(apiKey, '***');
  return text.replace(/\s+/g, ' ').trim().slice(0, MAX_MESSAGE_CHARACTERS);
}

/**
 * Reads the seconds during which the receiver wants no request: the longer of `X-RateLimit-Reset` and `Retry-After`.
 * Source: https://docs.datadoghq.com/api/latest/rate-limits/
 */
export function readPauseSeconds(headers: Headers, wallSeconds: number): number | undefined {
  const pauses = ['x-ratelimit-reset', 'retry-after']
    .map((name) => retryAfterSeconds(headers.get(name), wallSeconds))
    .filter((seconds) => seconds !== undefined);
  return pauses.length === 0 ? undefined : Math.max(...pauses);
}

/** Reads a body to its end, so that the connection can be reused, and returns its beginning. */
async function readBeginning({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body ?? []) {
    if (text.length < MAX_KEPT_CHARACTERS) text += decoder.decode(chunk, { stream: true });
  }
  return text;
}
