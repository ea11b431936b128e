import type { HistogramFamily } from '@bot-metrics/core/backend';
import type { ProtobufWriter, SeriesBytes } from '@bot-metrics/core/encoding';
import { exemplarMessage } from './exemplar-message.ts';
import type { WritePoint } from './request-encoder.ts';

/** Writes a `HistogramDataPoint`. */
export function histogramPoints(writer: ProtobufWriter, family: HistogramFamily, attributes: SeriesBytes): WritePoint {
  const { metric, buckets } = family;
  const { stride } = metric;
  const bounds = Float64Array.from(metric.bounds);
  return (slot, times) => {
    const point = writer.begin(1);
    attributes.write(slot, writer);
    writer.raw(times);
    writeDistribution(writer, family, slot);
    writer.fixed64s(6, buckets.subarray(slot * stride, (slot + 1) * stride));
    if (bounds.length > 0) writer.doubles(7, bounds);
    writeExemplars(writer, 8, family, slot);
    writeExtremes(writer, 11, family, slot);
    writer.end(point);
  };
}

/** Writes count and sum, which have the same fields in both kinds of histograms. */
export function writeDistribution(writer: ProtobufWriter, { counts, sums }: HistogramFamily, slot: number): void {
  writer.fixed64(4, counts[slot]!);
  writer.double(5, sums[slot]!);
}

/** Writes the exemplar of each bucket that has one. */
export function writeExemplars(writer: ProtobufWriter, field: number, { metric }: HistogramFamily, slot: number): void {
  if (metric.exemplars === undefined) return;
  for (let place = slot * metric.stride; place < (slot + 1) * metric.stride; place++) {
    const exemplar = metric.exemplars.at(place);
    if (exemplar !== undefined) writer.raw(exemplarMessage(field, exemplar));
  }
}

/** Writes minimum and maximum into `field` and the next one. A snapshot has them only for the whole life of a series. */
export function writeExtremes(
  writer: ProtobufWriter,
  field: number,
  { temporality, counts, minima, maxima }: HistogramFamily,
  slot: number,
): void {
  if (temporality === 'delta' || counts[slot] === 0) return;
  writer.double(field, minima[slot]!);
  writer.double(field + 1, maxima[slot]!);
}
