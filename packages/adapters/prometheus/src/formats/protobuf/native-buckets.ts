import type { HistogramFamily } from '@bot-metrics/core/backend';

type ExponentialColumns = NonNullable<HistogramFamily['exponential']>;
type ExponentialBuckets = ExponentialColumns['positive'];

/** The coarsest and the finest schema of standard exponential buckets. */
const MIN_SCHEMA = -4;
const MAX_SCHEMA = 8;

/** A run of buckets without a gap. `offset` is the distance from the end of the previous run; for the first run, its index. */
interface BucketSpan {
  readonly offset: number;
  length: number;
}

/** The buckets of one sign: their runs, and each count as the difference from the previous one. */
export interface NativeBuckets {
  readonly spans: readonly BucketSpan[];
  readonly deltas: readonly number[];
}

/**
 * Whether a series can have native buckets. Those of a scale below -4 are too wide for any schema, and no bucket can be split.
 * Source: OpenTelemetry, "Prometheus and OpenMetrics Compatibility", exponential histograms.
 */
export function hasSchema(columns: ExponentialColumns, slot: number): boolean {
  return columns.scale(slot) >= MIN_SCHEMA;
}

/** The schema of a native histogram: the exponential scale, but at most 8. */
export function chooseSchema(columns: ExponentialColumns, slot: number): number {
  return Math.min(columns.scale(slot), MAX_SCHEMA);
}

/**
 * Converts exponential buckets to those of a native histogram. Bucket `i` of OpenTelemetry ends where bucket `i + 1` of
 * Prometheus ends. Buckets of scales above 8 are merged.
 */
export function toNativeBuckets(
  columns: ExponentialColumns,
  sign: 'positive' | 'negative',
  slot: number,
): NativeBuckets {
  const spans: BucketSpan[] = [];
  const deltas: number[] = [];
  let last: BucketSpan | undefined;
  let end = 0;
  let before = 0;
  for (const [index, count] of mergeBuckets(columns[sign], slot, columns.scale(slot) - chooseSchema(columns, slot))) {
    if (last === undefined || index > end) {
      last = { offset: last === undefined ? index : index - end, length: 0 };
      spans.push(last);
    }
    last.length += 1;
    end = index + 1;
    deltas.push(count - before);
    before = count;
  }
  return { spans, deltas };
}

/** Populated buckets by Prometheus's index. Each 2^`scales` neighbours become one. */
function mergeBuckets(buckets: ExponentialBuckets, slot: number, scales: number): Map<number, number> {
  const counts = new Map<number, number>();
  buckets.counts(slot).forEach((count, i) => {
    if (count === 0) return;
    const index = ((buckets.offset(slot) + i) >> scales) + 1;
    counts.set(index, (counts.get(index) ?? 0) + count);
  });
  return counts;
}
