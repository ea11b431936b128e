import type { HistogramFamily } from '@bot-metrics/core/backend';

type ExponentialColumns = NonNullable<HistogramFamily['exponential']>;
type ExponentialBuckets = ExponentialColumns['positive'];

/** The finest layout that Prometheus knows. */
const MOST_SCHEMA = 8;

/** A run of buckets without a gap: how far its first is from the end of the run before (of the first: its index). */
interface BucketSpan {
  readonly offset: number;
  length: number;
}

/** The buckets of one sign: runs of them, and the counts as differences, each from the one before. */
export interface NativeBuckets {
  readonly spans: readonly BucketSpan[];
  readonly deltas: readonly number[];
}

/** The schema of a native histogram, which is an exponential scale that is at most 8. */
export function schemaOf(columns: ExponentialColumns, slot: number): number {
  return Math.min(columns.scale(slot), MOST_SCHEMA);
}

/**
 * Exponential buckets as those of a native histogram. Bucket `i` of OpenTelemetry ends where bucket `i + 1` of Prometheus
 * ends; scales above 8 are merged down. Source: OpenTelemetry, "Prometheus and OpenMetrics Compatibility", exponential
 * histograms.
 */
export function nativeBuckets(columns: ExponentialColumns, sign: 'positive' | 'negative', slot: number): NativeBuckets {
  const spans: BucketSpan[] = [];
  const deltas: number[] = [];
  let last: BucketSpan | undefined;
  let end = 0;
  let before = 0;
  for (const [index, count] of merged(columns[sign], slot, columns.scale(slot) - schemaOf(columns, slot))) {
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

/** Populated buckets by Prometheus's index, each 2^`scales` neighbours as one. */
function merged(buckets: ExponentialBuckets, slot: number, scales: number): Map<number, number> {
  const counts = new Map<number, number>();
  buckets.counts(slot).forEach((count, i) => {
    if (count === 0) return;
    const index = ((buckets.offset(slot) + i) >> scales) + 1;
    counts.set(index, (counts.get(index) ?? 0) + count);
  });
  return counts;
}
