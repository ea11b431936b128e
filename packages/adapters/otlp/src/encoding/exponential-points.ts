import type { HistogramFamily } from '@bot-metrics/core/backend';
import { type ProtobufWriter, type SeriesBytes, varintBytes } from '@bot-metrics/core/encoding';
import { writeDistribution, writeExemplars, writeExtremes } from './histogram-points.ts';
import type { WritePoint } from './request-encoder.ts';

type ExponentialColumns = NonNullable<HistogramFamily['exponential']>;

/** Writes an `ExponentialHistogramDataPoint`. */
export function exponentialPoints(
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
