import type { OutgoingHttpHeaders } from 'node:http';
import type { Clock } from '@bot-metrics/core';
import type { LoopbackAddress } from '../loopback/loopback-address.ts';
import type { DatadogSeries } from './datadog-series.ts';
import type { DatadogEvent, DatadogServiceCheck } from './read-announcement.ts';
import type { DatadogDistribution } from './series-store.ts';

/** Where it listens, and which key is right. */
export interface DatadogIntakeOptions extends LoopbackAddress {
  /** @default 'datadog_key' */
  readonly apiKey?: string;
}

/** What ordered faults answer to points instead of taking them. */
export interface DatadogFaultResponse {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  /** @default `{ "errors": [] }` */
  readonly body?: string;
  /** How many requests it is for; `Infinity` until `recover()`. @default 1 */
  readonly times?: number;
}

/** The kinds of data, each with a path of its own. */
export type DatadogDataKind = 'series' | 'sketches' | 'checks' | 'events';

/** A request to one of the paths. */
export interface DatadogRequest {
  readonly kind: DatadogDataKind;
  /** As it was sent: compressed. */
  readonly body: Buffer;
  /** What became of it. Only what was accepted is stored. */
  readonly outcome: 'accepted' | 'refused' | 'hung' | 'reset';
  /** Absent where no answer was given. */
  readonly status?: number;
}

/** Datadog's API for metrics, service checks and events, with what it would have stored and faults to order. */
export interface DatadogIntake {
  readonly port: number;
  /** The base URL, for `endpoint`. */
  readonly endpoint: string;
  readonly apiKey: string;
  /** In the order in which they came. */
  readonly requests: readonly DatadogRequest[];
  /** Why requests were refused by its rules: one message each. */
  readonly refusals: readonly string[];
  readonly checks: readonly DatadogServiceCheck[];
  readonly events: readonly DatadogEvent[];
  /** The names of all stored series, sorted. */
  names(): string[];
  /** The stored series of a metric; empty if there is none. */
  series(name: string): DatadogSeries[];
  /**
   * What is stored of the series with exactly these tags, in any order: the sum of a count, the last value of a gauge, count and
   * sum of a distribution; `undefined` if there is no such series. Throws an `Error` if several hosts have one.
   */
  value(name: string, tags?: readonly string[]): number | DatadogDistribution | undefined;
  /** Judges the age of points by this clock from now on. */
  useClock(clock: Clock): void;
  /** From now on only this key is right. */
  changeKey(apiKey: string): void;
  /** Answers the next requests with points like this. They are not stored unless the status is 2xx. */
  respondWith(response: DatadogFaultResponse): void;
  /** The next `times` (default 1) requests with points are over the rate limit: 429 with `X-RateLimit-Reset`. */
  limitRate(resetSeconds: number, times?: number): void;
  /** Never answers the next `times` (default 1) requests with points, which are not stored. */
  hang(times?: number): void;
  /** Resets the connection of the next `times` (default 1) requests with points after reading them; they are not stored. */
  reset(times?: number): void;
  /** Stores the next `times` (default 1) requests with points, and then resets their connection all the same. */
  resetAfterStoring(times?: number): void;
  /** Answers the next `times` (default 1) requests with points only after `seconds`; they are stored at once. */
  delay(seconds: number, times?: number): void;
  /** Answers every request with service checks, or with events, with this status until `recover()`. */
  refuse(kind: 'checks' | 'events', status: number): void;
  /** Cuts every connection and frees the port: from now on connections are refused. What is stored is kept. */
  down(): Promise<void>;
  /** Listens on its port again. */
  up(): Promise<void>;
  /** Forgets all faults that have not been used up. */
  recover(): void;
  /** Resolves once `n` requests arrived since the start, faults included. Rejects after `timeoutSeconds` (default 5). */
  waitForRequests(n: number, timeoutSeconds?: number): Promise<void>;
  /** Also cuts the connections that hang. */
  close(): Promise<void>;
}
