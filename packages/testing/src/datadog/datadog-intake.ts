import type { OutgoingHttpHeaders } from 'node:http';
import type { Clock } from '@bot-metrics/core';
import type { LoopbackAddress } from '../loopback/loopback-address.ts';
import type { DatadogSeries } from './datadog-series.ts';
import type { DatadogEvent, DatadogServiceCheck } from './read-announcement.ts';
import type { DatadogDistribution } from './series-store.ts';

/** Address and API key of the intake. */
export interface DatadogIntakeOptions extends LoopbackAddress {
  /** @default 'datadog_key' */
  readonly apiKey?: string;
}

/** A response to data points that replaces normal handling. */
export interface DatadogFaultResponse {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  /** @default `{ "errors": [] }` */
  readonly body?: string;
  /** Whether the body never ends; `body` is not sent then. @default false */
  readonly endless?: boolean;
  /** Whether the points are stored. `false` with a 2xx stands for a proxy that answers in place of Datadog. @default true for a 2xx */
  readonly stored?: boolean;
  /** Number of requests it applies to; `Infinity` lasts until `recover()`. @default 1 */
  readonly times?: number;
}

/** The kinds of data, each with its own path. */
export type DatadogDataKind = 'series' | 'sketches' | 'checks' | 'events';

/** A request to one of these paths. */
export interface DatadogRequest {
  readonly kind: DatadogDataKind;
  /** As sent, compressed. */
  readonly body: Buffer;
  /** What happened to the request. Only `accepted` requests are stored. */
  readonly outcome: 'accepted' | 'refused' | 'hung' | 'reset';
  /** Absent if there was no response. */
  readonly status?: number;
}

/** A test double of Datadog's API for metrics, service checks and events that stores data and simulates faults. */
export interface DatadogIntake {
  readonly port: number;
  /** The base URL for `endpoint`. */
  readonly endpoint: string;
  readonly apiKey: string;
  /** In order of arrival. */
  readonly requests: readonly DatadogRequest[];
  /** Why requests broke the rules of the API, one message each. */
  readonly refusals: readonly string[];
  readonly checks: readonly DatadogServiceCheck[];
  readonly events: readonly DatadogEvent[];
  /** Names of all stored series, sorted. */
  names(): string[];
  /** The stored series of a metric; empty if there is none. */
  series(name: string): DatadogSeries[];
  /**
   * The stored value of the series with exactly these tags, in any order: the sum of a count, the last value of a
   * gauge, or the count and sum of a distribution; `undefined` if there is no such series. Throws an `Error` if several
   * hosts have one.
   */
  value(name: string, tags?: readonly string[]): number | DatadogDistribution | undefined;
  /** Uses this clock from now on to check the age of points. */
  useClock(clock: Clock): void;
  /** Accepts only this key from now on. */
  changeKey(apiKey: string): void;
  /** Responds to the next requests with points with this. They are stored only if the status is 2xx. */
  respondWith(response: DatadogFaultResponse): void;
  /**
   * Rejects the next `times` (default 1) requests with points for exceeding the rate limit: 429 with
   * `X-RateLimit-Reset`.
   */
  limitRate(resetSeconds: number, times?: number): void;
  /** Leaves the next `times` (default 1) requests with points unanswered and does not store them. */
  hang(times?: number): void;
  /**
   * Resets the connection of the next `times` (default 1) requests with points after reading them, without storing
   * them.
   */
  reset(times?: number): void;
  /** Stores the next `times` (default 1) requests with points, then resets their connection. */
  resetAfterStoring(times?: number): void;
  /** Delays the response to the next `times` (default 1) requests with points by `seconds`; they are stored at once. */
  delay(seconds: number, times?: number): void;
  /** Responds to every request with service checks, or with events, with this status until `recover()`. */
  refuse(kind: 'checks' | 'events', status: number): void;
  /** Closes every connection and frees the port, so that further connections are refused. Keeps what is stored. */
  down(): Promise<void>;
  /** Listens on the same port again. */
  up(): Promise<void>;
  /** Removes all unused faults. */
  recover(): void;
  /**
   * Resolves once `n` requests have arrived since the start, including faulty ones. Rejects after `timeoutSeconds`
   * (default 5).
   */
  waitForRequests(n: number, timeoutSeconds?: number): Promise<void>;
  /** Also closes hanging connections. */
  close(): Promise<void>;
}
