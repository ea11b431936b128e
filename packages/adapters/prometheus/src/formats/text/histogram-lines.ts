import type { HistogramFamily } from '@bot-metrics/core/backend';
import type { SeriesBytes } from '@bot-metrics/core/encoding';
import { createSampleWriter, sampleStart } from './sample-line.ts';
import { encodeText, type TextWriter } from './text-writer.ts';

/** Returns the text after a bucket's count, by its index in the family's buckets: an exemplar, or an empty text. */
export type ExemplarText = (place: number) => string;

/** The parts of a histogram's lines that depend on the format. */
interface HistogramDialect {
  /** The value of `le` for a finite bound. */
  bound(bound: number): string;
  /** Whether a histogram of negative values may have a sum. */
  readonly negativeSums: boolean;
}

/**
 * Returns a function that writes the lines of one series of a histogram: cumulative buckets, sum and count. If the format does
 * not allow the sum, both sum and count are omitted.
 */
export function createHistogramWriter(
  name: string,
  labelTexts: SeriesBytes,
  family: HistogramFamily,
  dialect: HistogramDialect,
  exemplarText?: ExemplarText,
): (writer: TextWriter, slot: number) => void {
  const { metric, buckets, sums } = family;
  const { stride } = metric;
  const bounds = [...Array.from(metric.bounds, (bound) => dialect.bound(bound)), '+Inf'];
  const endsAlone = bounds.map((bound) => encodeText(`le="${bound}"} `));
  const endsAfterLabels = bounds.map((bound) => encodeText(`,le="${bound}"} `));
  const start = encodeText(sampleStart(`${name}_bucket`).labelled);
  const sum = createSampleWriter(`${name}_sum`, labelTexts);
  const count = createSampleWriter(`${name}_count`, labelTexts);
  const hasSums = dialect.negativeSums || !(metric.bounds[0]! < 0);
  return (writer, slot) => {
    const ends = labelTexts.length(slot) === 0 ? endsAlone : endsAfterLabels;
    let observations = 0;
    for (let bucket = 0; bucket < stride; bucket++) {
      const place = slot * stride + bucket;
      observations += buckets[place]!;
      writer.raw(start);
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
