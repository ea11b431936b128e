import type { MetricType } from '@bot-metrics/core';
import {
  type HistogramFamily,
  hasSeries,
  type MetricFamily,
  type SeriesIncrement,
  type Snapshot,
} from '@bot-metrics/core/backend';

/** Distinguishes these messages from others on the same channel. Change it whenever the message format changes. */
export const PROTOCOL = 'bot-metrics/1';

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

/** Converts a delta snapshot to reports. Omits unchanged metrics. */
export function createReports(snapshot: Snapshot): MetricReport[] {
  return snapshot.families.flatMap((family) => {
    // Skip SDK-internal metrics; the primary records its own.
    if (family.metric.internal) return [];
    const series: SeriesIncrement[] = [];
    for (let slot = 0; slot < family.slots; slot++) {
      if (hasSeries(family, slot, 'delta')) series.push(createIncrement(family, slot));
    }
    if (series.length === 0) return [];
    const { name, type, description = '', unit = '', limit } = family.metric.definition;
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

export function isReport(message: unknown): message is WorkerReport {
  return hasProtocol(message) && 'sequence' in message;
}

export function isReceipt(message: unknown): message is WorkerReceipt {
  return hasProtocol(message) && 'received' in message;
}

function hasProtocol(message: unknown): message is { readonly protocol: typeof PROTOCOL } {
  return typeof message === 'object' && message !== null && 'protocol' in message && message.protocol === PROTOCOL;
}
