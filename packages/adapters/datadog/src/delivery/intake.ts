import type { Clock } from '@bot-metrics/core';
import { errorText } from '@bot-metrics/core';
import { type ReceivedBody, readBody, retryAfterSeconds } from '@bot-metrics/core/delivery';
import { readSecret } from '@bot-metrics/core/options';
import type { DatadogSettings } from '../options.ts';

/** One of the kinds of data that Datadog accepts. */
export type Route = 'series' | 'sketches' | 'checks' | 'events';

/** The answer to one request, or why there is none. */
export interface Answer {
  /** Absent without an answer. */
  readonly status?: number;
  readonly contentType?: string | null;
  /** The target of a redirect. */
  readonly location?: string | null;
  /** The received part of the body, which may echo the key. */
  readonly body?: ReceivedBody;
  /** The key that was sent; empty without one. */
  readonly apiKey: string;
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

/** The function, the file or the variable of the key cannot be read, or holds another text. */
export class UnreadableKey extends Error {
  constructor(cause: unknown) {
    super(`cannot read the key: ${errorText(cause)}`, { cause });
  }
}

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
      return { apiKey: this.#key ?? '', error: error instanceof Error ? error : new Error(String(error)) };
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
    if (status === 401 || status === 403) this.#key = undefined;
    const answer = {
      status,
      contentType: response.headers.get('content-type'),
      location: response.headers.get('location'),
      body: await readBody(response.body),
      apiKey,
    };
    if (status !== 429 && status !== 503) return answer;
    const pauseSeconds = readPauseSeconds(response.headers, this.#clock().wallSeconds());
    return pauseSeconds === undefined ? answer : { ...answer, pauseSeconds };
  }

  /** Reads the API key; again after it was rejected. */
  async #readKey(): Promise<string> {
    const { apiKey } = this.#settings;
    try {
      this.#key ??= apiKey === undefined ? '' : await readSecret(apiKey);
    } catch (cause) {
      throw new UnreadableKey(cause);
    }
    return this.#key;
  }
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
