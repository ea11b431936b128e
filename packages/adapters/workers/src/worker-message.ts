import type { MetricType } from '@bot-metrics/core';
import type { ExponentialSeries } from '@bot-metrics/core/backend';

/** Distinguishes these messages from others on the same channel. Change it whenever the message format changes. */
export const PROTOCOL = 'bot-metrics/1';

/** The changes of one series since the last report; for gauges and up-down counters the current value. */
export interface SeriesReport {
  readonly labels: readonly (readonly [name: string, value: string])[];
  /** Number of records. */
  readonly count: number;
  /** A counter's change, a histogram's sum, or a current value. */
  readonly value: number;
  /** A histogram's explicit buckets, not cumulative. */
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
  /** The metric's series limit, if the worker sets one. */
  readonly limit?: number;
  /** A histogram's bucket layout. */
  readonly buckets?: readonly number[] | 'exponential';
  readonly series: readonly SeriesReport[];
}

/** From a worker: all changes since its last report. All numbers are finite, so that the report survives JSON. */
export interface WorkerReport {
  readonly protocol: typeof PROTOCOL;
  /** Identifies one run of a worker. */
  readonly epoch: string;
  /** Starts at 1. A report that is sent again keeps its number. */
  readonly sequence: number;
  readonly metrics: readonly MetricReport[];
}

/** To a worker: its report has been merged. */
export interface WorkerReceipt {
  readonly protocol: typeof PROTOCOL;
  readonly epoch: string;
  readonly received: number;
  /** Names of metrics that the primary defines differently and therefore skipped. */
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
