import type { GaugeFamily, HistogramFamily, SumFamily } from '@bot-metrics/core/backend';
import { type ProtobufWriter, type SeriesBytes, varintBytes } from '@bot-metrics/core/encoding';
import { encodeExemplar } from './point-fields.ts';

/** Writes the point of one series. */
export type WritePoint = (slot: number, times: Uint8Array) => void;

type ExponentialColumns = NonNullable<HistogramFamily['exponential']>;

/** Size of a number with its tag. */
const NUMBER_BYTES = 9;
const NO_BYTES = new Uint8Array(0);

/**
 * Writes each `NumberDataPoint`. Always as a double: a number of JavaScript is one, and a metric must not change its type with the
 * first fraction. Its length is computed first, which takes less time than patching it in. */
export function createNumberWriter(
  writer: ProtobufWriter,
  family: SumFamily | GaugeFamily,
  attributes: SeriesBytes,
): WritePoint {
  const { values } = family;
  const exemplars = family.kind === 'sum' ? family.metric.exemplars : undefined;
  return (slot, times) => {
    const known = exemplars?.at(slot);
    const exemplar = known === undefined ? NO_BYTES : encodeExemplar(5, known);
    writer.head(1, attributes.length(slot) + times.length + NUMBER_BYTES + exemplar.length);
    attributes.write(slot, writer);
    writer.raw(times);
    writer.double(4, values[slot]!);
    writer.raw(exemplar);
  };
}

/** Writes each `HistogramDataPoint`. */
export function createHistogramWriter(
  writer: ProtobufWriter,
  family: HistogramFamily,
  attributes: SeriesBytes,
): WritePoint {
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

/** Writes each `ExponentialHistogramDataPoint`. */
export function createExponentialWriter(
  writer: ProtobufWriter,
  family: HistogramFamily,
  columns: ExponentialColumns,
  attributes: SeriesBytes,
): WritePoint {
  return (slot, times) => {
    const point = writer.begin(1);
    attributes.write(slot, writer);
    writer.raw(times);
    writeDistribution(writer, family, slot);
    writer.sint(6, columns.scale(slot));
    writer.fixed64(7, columns.zeros(slot));
    writeBuckets(writer, 8, columns.positive, slot);
    writeBuckets(writer, 9, columns.negative, slot);
    writeExemplars(writer, 11, family, slot);
    writeExtremes(writer, 12, family, slot);
    writer.end(point);
  };
}

/** Writes count and sum, which have the same fields in both kinds of histograms. */
function writeDistribution(writer: ProtobufWriter, { counts, sums }: HistogramFamily, slot: number): void {
  writer.fixed64(4, counts[slot]!);
  writer.double(5, sums[slot]!);
}

/** Writes the exemplar of each bucket that has one. */
function writeExemplars(writer: ProtobufWriter, field: number, { metric }: HistogramFamily, slot: number): void {
  if (metric.exemplars === undefined) return;
  for (let place = slot * metric.stride; place < (slot + 1) * metric.stride; place++) {
    const exemplar = metric.exemplars.at(place);
    if (exemplar !== undefined) writer.raw(encodeExemplar(field, exemplar));
  }
}

/** Writes minimum and maximum into `field` and the next one. A snapshot knows them only for the whole life of a series. */
function writeExtremes(
  writer: ProtobufWriter,
  field: number,
  { temporality, counts, minima, maxima }: HistogramFamily,
  slot: number,
): void {
  if (temporality === 'delta' || counts[slot] === 0) return;
  writer.double(field, minima[slot]!);
  writer.double(field + 1, maxima[slot]!);
}

function writeBuckets(
  writer: ProtobufWriter,
  field: number,
  buckets: ExponentialColumns['positive'],
  slot: number,
): void {
  const counts = buckets.counts(slot);
  const message = writer.begin(field);
  writer.sint(1, buckets.offset(slot));
  writer.head(
    2,
    counts.reduce((bytes, count) => bytes + varintBytes(count), 0),
  );
  for (const count of counts) writer.varint(count);
  writer.end(message);
}
