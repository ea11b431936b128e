import type { HistogramFamily } from '@bot-metrics/core';
import { sampleBeginning } from './sample-name.ts';

/** What stands behind the count of a bucket, by its place in the family's buckets: an exemplar, or nothing. */
export type ExemplarText = (place: number) => string;

/** What of a histogram's lines depends on the format. */
interface HistogramDialect {
  /** The value of `le` for a finite bound. */
  bound(bound: number): string;
  /** Whether a sum may be one of negative values. */
  readonly negativeSums: boolean;
}

/**
 * Writes the lines of one series of a histogram: cumulative buckets, sum and count; where the format refuses the sum, neither
 * of the two.
 */
export function histogramLines(
  name: string,
  family: HistogramFamily,
  dialect: HistogramDialect,
  exemplarText?: ExemplarText,
): (pairs: string, slot: number) => string {
  const { metric, buckets, sums } = family;
  const { stride } = metric;
  const bounds = [...Array.from(metric.bounds, (bound) => dialect.bound(bound)), '+Inf'];
  const endsAlone = bounds.map((bound) => `le="${bound}"} `);
  const endsAfterLabels = endsAlone.map((end) => `,${end}`);
  const beginning = sampleBeginning(`${name}_bucket`).labelled;
  const sum = sampleBeginning(`${name}_sum`);
  const count = sampleBeginning(`${name}_count`);
  const hasSums = dialect.negativeSums || !(metric.bounds[0]! < 0);
  // Each piece that is appended costs: the end of one line and the beginning of the next are one.
  const next = `\n${beginning}`;
  return (pairs, slot) => {
    const ends = pairs === '' ? endsAlone : endsAfterLabels;
    let lines = beginning;
    let observations = 0;
    for (let bucket = 0; bucket < stride; bucket++) {
      const place = slot * stride + bucket;
      observations += buckets[place]!;
      if (bucket > 0) lines += next;
      lines += pairs;
      lines += ends[bucket]!;
      lines += observations;
      if (exemplarText !== undefined) lines += exemplarText(place);
    }
    const value = sums[slot]!;
    if (!hasSums || (value < 0 && !dialect.negativeSums)) return `${lines}\n`;
    if (pairs === '') return `${lines}\n${sum.alone}${value}\n${count.alone}${observations}\n`;
    return `${lines}\n${sum.labelled}${pairs}} ${value}\n${count.labelled}${pairs}} ${observations}\n`;
  };
}
