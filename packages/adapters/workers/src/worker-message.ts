import type { ExponentialSeries, MetricType } from '@bot-metrics/core';

/** What tells these messages from others on the same channel; changes with what they hold. */
export const PROTOCOL = 'bot-metrics/1';

/** What is new in one series since the last report; of gauges and up-down counters the value now. */
export interface SeriesReport {
  readonly labels: readonly (readonly [name: string, value: string])[];
  /** Records. */
  readonly count: number;
  /** Of a counter the change; of a histogram the sum. */
  readonly value: number;
  /** Of a histogram: its explicit buckets, not cumulative. */
  readonly buckets?: readonly number[];
  readonly exponential?: ExponentialSeries;
  readonly min?: number;
  readonly max?: number;
}

/** One metric of a report. */
export interface MetricReport {
  readonly name: string;
  readonly type: MetricType;
  readonly description: string;
  readonly unit: string;
  readonly labels: readonly string[];
  /** How many series it may have, where the worker says so. */
  readonly limit?: number;
  /** Of a histogram. */
  readonly buckets?: readonly number[] | 'exponential';
  readonly series: readonly SeriesReport[];
}

/** From a worker: everything that is new. Its numbers are finite, so that JSON carries it. */
export interface WorkerReport {
  readonly protocol: typeof PROTOCOL;
  /** Of one life of a worker, and of no other. */
  readonly epoch: string;
  /** From 1 on; a report that is sent again keeps its number. */
  readonly sequence: number;
  readonly metrics: readonly MetricReport[];
}

/** To a worker: its report was taken in. */
export interface WorkerReceipt {
  readonly protocol: typeof PROTOCOL;
  readonly epoch: string;
  readonly received: number;
  /** Names of metrics that the primary has otherwise, and so could not take. */
  readonly refused: readonly string[];
}

export function isReport(message: unknown): message is WorkerReport {
  return isOurs(message) && 'sequence' in message;
}

export function isReceipt(message: unknown): message is WorkerReceipt {
  return isOurs(message) && 'received' in message;
}

function isOurs(message: unknown): message is { readonly protocol: typeof PROTOCOL } {
  return typeof message === 'object' && message !== null && 'protocol' in message && message.protocol === PROTOCOL;
}
