import type { Clock } from '@bot-metrics/core';
import type { LoopbackAddress } from '../loopback/loopback-address.ts';
import type { CloudWatchSeries } from './cloudwatch-store.ts';
import type { CloudWatchDatum } from './read-metric-data.ts';
import type { AwsCredentials } from './sig-v4.ts';

/** Where it listens, and who may send. */
export interface CloudWatchReceiverOptions extends LoopbackAddress, Partial<AwsCredentials> {
  /** Answers every n-th request with `ThrottlingException`. @default none */
  readonly throttleEvery?: number;
}

/** What ordered faults answer to a request instead of taking it. */
export interface CloudWatchFaultResponse {
  readonly status: number;
  /** Such as `ThrottlingException`. @default one that AWS has for the status */
  readonly code?: string;
  /** How many requests it is for; `Infinity` until `recover()`. @default 1 */
  readonly times?: number;
}

/** A request for PutMetricData. */
export interface CloudWatchRequest {
  /** As JSON, uncompressed. */
  readonly body: string;
  /** As it came over the wire. */
  readonly wireBytes: number;
  /** Empty where the request obeyed not every rule. */
  readonly data: readonly CloudWatchDatum[];
  /** What became of it. Only what was accepted is stored. */
  readonly outcome: 'accepted' | 'refused' | 'hung' | 'reset';
  /** Absent where no answer was given. */
  readonly status?: number;
}

/** A double of CloudWatch with what it would have stored, and faults to order. */
export interface CloudWatchReceiver {
  readonly port: number;
  /** For `endpoint`. */
  readonly endpoint: string;
  readonly credentials: AwsCredentials;
  /** In the order in which they came. */
  readonly requests: readonly CloudWatchRequest[];
  /** Why requests were refused by its rules: one message each. */
  readonly refusals: readonly string[];
  /** The names of all stored metrics, sorted. */
  names(): string[];
  /** The stored metrics of a name, one for each set of dimensions; empty if there is none. */
  series(name: string): CloudWatchSeries[];
  /** The statistic Sum of the metric with exactly these dimensions; `undefined` if there is none. */
  sum(name: string, dimensions?: Readonly<Record<string, string>>): number | undefined;
  /** Judges the age of timestamps, but not that of signatures, by this clock from now on. */
  useClock(clock: Clock): void;
  /** Answers the next requests like this. They are not stored unless the status is 2xx. */
  respondWith(response: CloudWatchFaultResponse): void;
  /** Never answers the next `times` (default 1) requests, which are not stored. */
  hang(times?: number): void;
  /** Resets the connection of the next `times` (default 1) requests after reading them; they are not stored. */
  reset(times?: number): void;
  /** Stores the next `times` (default 1) requests, and then resets their connection all the same. */
  resetAfterStoring(times?: number): void;
  /** Answers the next `times` (default 1) requests only after `seconds`; they are stored at once. */
  delay(seconds: number, times?: number): void;
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
