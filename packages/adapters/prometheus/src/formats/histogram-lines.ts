import type { HistogramFamily } from '@bot-metrics/core/backend';
import type { SeriesBytes } from '@bot-metrics/core/encoding';
import { sampleLine } from './sample-line.ts';
import { sampleBeginning } from './sample-name.ts';
import { encoded, type TextWriter } from './text-writer.ts';

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
  labelTexts: SeriesBytes,
  family: HistogramFamily,
  dialect: HistogramDialect,
  exemplarText?: ExemplarText,
): (writer: TextWriter, slot: number) => void {
  const { metric, buckets, sums } = family;
  const { stride } = metric;
  const bounds = [...Array.from(metric.bounds, (bound) => dialect.bound(bound)), '+Inf'];
  const endsAlone = bounds.map((bound) => encoded(`le="${bound}"} `));
  const endsAfterLabels = bounds.map((bound) => encoded(`,le="${bound}"} `));
  const beginning = encoded(sampleBeginning(`${name}_bucket`).labelled);
  const sum = sampleLine(`${name}_sum`, labelTexts);
  const count = sampleLine(`${name}_count`, labelTexts);
  const hasSums = dialect.negativeSums || !(metric.bounds[0]! < 0);
  return (writer, slot) => {
    const ends = labelTexts.length(slot) === 0 ? endsAlone : endsAfterLabels;
    let observations = 0;
    for (let bucket = 0; bucket < stride; bucket++) {
      const place = slot * stride + bucket;
      observations += buckets[place]!;
      writer.raw(beginning);
      labelTexts.write(slot, writer);
      writer.raw(ends[bucket]!);
      writer.number(observations);
      if (exemplarText !== undefined) writer.text(exemplarText(place));
      writer.newline();
    }
    const value = sums[slot]!;
    if (!hasSums || (value < 0 && !dialect.negativeSums)) return;
    sum(writer, slot);
    writer.number(value);
    writer.newline();
    count(writer, slot);
    writer.number(observations);
    writer.newline();
  };
}
