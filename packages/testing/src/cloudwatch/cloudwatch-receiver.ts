import type { OutgoingHttpHeaders } from 'node:http';
import type { Clock } from '@bot-metrics/core';
import type { LoopbackAddress } from '../loopback/loopback-address.ts';
import type { CloudWatchSeries } from './cloudwatch-store.ts';
import type { CloudWatchDatum } from './read-metric-data.ts';
import type { AwsCredentials } from './sig-v4.ts';

/** Address and credentials of the receiver. */
export interface CloudWatchReceiverOptions extends LoopbackAddress, Partial<AwsCredentials> {
  /** Responds to every n-th request with `ThrottlingException`. @default none */
  readonly throttleEvery?: number;
}

/** A response that replaces normal handling. */
export interface CloudWatchFaultResponse {
  readonly status: number;
  /** Such as `ThrottlingException`. @default the AWS code for the status */
  readonly code?: string;
  /** Such as `{ 'retry-after': '2' }`. */
  readonly headers?: OutgoingHttpHeaders;
  /** @default an error of AWS, or for a 2xx `{}` */
  readonly body?: string;
  /** Whether the body never ends; `body` is not sent then. @default false */
  readonly endless?: boolean;
  /** Whether the data are stored. `false` with a 2xx stands for a proxy that answers in place of CloudWatch. @default true for a 2xx */
  readonly stored?: boolean;
  /** Number of requests it applies to; `Infinity` lasts until `recover()`. @default 1 */
  readonly times?: number;
}

/** A PutMetricData request. */
export interface CloudWatchRequest {
  /** Uncompressed JSON. */
  readonly body: string;
  /** Size as received. */
  readonly wireBytes: number;
  /** Empty if the request broke a rule. */
  readonly data: readonly CloudWatchDatum[];
  /** What happened to the request. Only `accepted` requests are stored. */
  readonly outcome: 'accepted' | 'refused' | 'hung' | 'reset';
  /** Absent if there was no response. */
  readonly status?: number;
}

/** A test double of CloudWatch that stores metrics and simulates faults. */
export interface CloudWatchReceiver {
  readonly port: number;
  /** The base URL for `endpoint`. */
  readonly endpoint: string;
  readonly credentials: AwsCredentials;
  /** In order of arrival. */
  readonly requests: readonly CloudWatchRequest[];
  /** Why requests broke the rules of the API, one message each. */
  readonly refusals: readonly string[];
  /** Names of all stored metrics, sorted. */
  names(): string[];
  /** The stored metrics of a name, one per set of dimensions; empty if there is none. */
  series(name: string): CloudWatchSeries[];
  /** The statistic Sum of the metric with exactly these dimensions; `undefined` if there is none. */
  sum(name: string, dimensions?: Readonly<Record<string, string>>): number | undefined;
  /** Uses this clock from now on to check the age of timestamps, but not that of signatures. */
  useClock(clock: Clock): void;
  /** Responds to the next requests with this. Requests are stored only if the status is 2xx. */
  respondWith(response: CloudWatchFaultResponse): void;
  /** Leaves the next `times` (default 1) requests unanswered and does not store them. */
  hang(times?: number): void;
  /** Resets the connection of the next `times` (default 1) requests after reading them, without storing them. */
  reset(times?: number): void;
  /** Stores the next `times` (default 1) requests, then resets their connection. */
  resetAfterStoring(times?: number): void;
  /** Delays the response to the next `times` (default 1) requests by `seconds`; they are stored at once. */
  delay(seconds: number, times?: number): void;
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
