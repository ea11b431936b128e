import type { MetricType } from '@bot-metrics/core';
import {
  type HistogramFamily,
  hasSeries,
  type MetricFamily,
  type SeriesIncrement,
  type Snapshot,
} from '@bot-metrics/core/backend';
import { Fields, finite, list, optional, text } from './field-readers.ts';

const PROTOCOL_NAME = 'bot-metrics/';
/** Distinguishes these messages from others on the same channel. Change the version whenever the message format changes. */
export const PROTOCOL: string = `${PROTOCOL_NAME}2`;

/** The most metrics of a report. */
export const MAX_METRICS = 100_000;

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
  /** The changes since the last report; of gauges and up-down counters the current values. */
  readonly series: readonly SeriesIncrement[];
}

/** From a worker: all changes since its last report. All numbers are finite, so that the report survives JSON. */
export interface WorkerReport {
  readonly protocol: string;
  /** Identifies one backend of a worker. */
  readonly epoch: string;
  /** Counts from 1. A report that is sent again keeps its number. */
  readonly sequence: number;
  readonly metrics: readonly MetricReport[];
}

/** From a worker: its backend was shut down, and no report follows. */
export interface WorkerEnd {
  readonly protocol: string;
  readonly epoch: string;
  readonly ended: true;
}

/** To a worker: its report has been merged or refused. */
export interface WorkerReceipt {
  readonly protocol: string;
  readonly epoch: string;
  readonly received: number;
  /** Names of metrics that were not merged. */
  readonly refused: readonly string[];
  /** Why nothing of the report was merged. */
  readonly error?: string;
}

/**
 * Converts a delta snapshot to reports. Omits unchanged metrics.
 * @param isFirst whether to include the unchanged values of gauges and up-down counters, because the primary knows none of them
 */
export function createReports(snapshot: Snapshot, isFirst: boolean): MetricReport[] {
  return snapshot.families.flatMap((family) => {
    // Skip SDK-internal metrics; the primary records its own.
    if (family.metric.internal) return [];
    const { name, type, description = '', unit = '', limit } = family.metric.definition;
    const isTotal = type === 'counter' || type === 'histogram';
    const series: SeriesIncrement[] = [];
    for (let slot = 0; slot < family.slots; slot++) {
      if (hasSeries(family, slot, isFirst && !isTotal ? 'cumulative' : 'delta'))
        series.push(createIncrement(family, slot));
    }
    if (series.length === 0) return [];
    const layout = family.kind === 'histogram' ? { buckets: readLayout(family) } : {};
    const labels = [...family.metric.index.names];
    const budget = limit === undefined ? {} : { limit };
    return [{ name, type, description, unit, labels, ...budget, ...layout, series }];
  });
}

function readLayout({ metric, exponential }: HistogramFamily): readonly number[] | 'exponential' {
  return exponential === undefined ? Array.from(metric.bounds) : 'exponential';
}

function createIncrement(family: MetricFamily, slot: number): SeriesIncrement {
  const common = { labels: family.metric.attributesOf(slot), count: family.counts[slot]! };
  if (family.kind !== 'histogram') return { ...common, value: family.values[slot]! };
  const { metric, sums, minima, maxima, exponential } = family;
  const figures = { ...common, value: sums[slot]!, min: minima[slot]!, max: maxima[slot]! };
  if (exponential === undefined) {
    return { ...figures, buckets: [...family.buckets.subarray(slot * metric.stride, (slot + 1) * metric.stride)] };
  }
  const sign = (of: 'positive' | 'negative') => ({
    offset: exponential[of].offset(slot),
    bucketCounts: [...exponential[of].counts(slot)],
  });
  const scale = exponential.scale(slot);
  const zeroCount = exponential.zeros(slot);
  return { ...figures, exponential: { scale, zeroCount, positive: sign('positive'), negative: sign('negative') } };
}

/** The protocol and version of a message; `undefined` for a message of other code. */
export function readProtocol(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null || !('protocol' in message)) return undefined;
  const { protocol } = message;
  return typeof protocol === 'string' && protocol.startsWith(PROTOCOL_NAME) ? protocol.slice(0, 32) : undefined;
}

/** Why messages of another version are refused. */
export function describeVersions(receiver: string, own: string, sender: string, other: string): string {
  return `the ${receiver} uses ${own}, the ${sender} ${other}; install the same version of @bot-metrics/workers in all processes`;
}

/** A receipt, possibly of another version; `undefined` for any other message. */
export function readReceipt(message: unknown): WorkerReceipt | undefined {
  try {
    const protocol = readProtocol(message);
    if (protocol === undefined) return undefined;
    const fields = new Fields(message);
    const [epoch, received] = [fields.read('epoch', text(1, 64)), fields.read('received', finite())];
    if (protocol !== PROTOCOL) return { protocol, epoch, received, refused: [] };
    const error = fields.read('error', optional(text(0, 1000)));
    const refused = fields.read('refused', list(MAX_METRICS, text(0, 255)));
    return { protocol, epoch, received, refused, ...(error === undefined ? {} : { error }) };
  } catch {
    return undefined;
  }
}
