import type { HistogramFamily } from '@bot-metrics/core/backend';
import { overwriteVarint, type ProtobufWriter } from '@bot-metrics/core/encoding';
import { type NativeBuckets, nativeBuckets, schemaOf } from './native-buckets.ts';
import { writeExemplar, writeTimestamp } from './protobuf-exemplar.ts';
import type { ProtobufValue } from './series-messages.ts';

/** Of a double in a message, and of the message of a bucket, whose length is one byte. */
const DOUBLE_BYTES = 1 + 8;
const BUCKET_HEAD_BYTES = 2;

/** The `Histogram` of a series: its explicit buckets, and the native ones where it has exponential buckets. */
export function histogramValue(family: HistogramFamily): ProtobufValue {
  return {
    write: (writer, slot) => writeHistogram(writer, family, slot),
    overwrite: (bytes, view, at, slot) =>
      family.exponential === undefined &&
      family.metric.exemplars === undefined &&
      overwriteHistogram(bytes, view, at, family, slot),
  };
}

function overwriteHistogram(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  { metric, counts, sums, buckets }: HistogramFamily,
  slot: number,
): boolean {
  let at = start + 1;
  while (bytes[at]! > 127) at += 1;
  at = overwriteVarint(bytes, at + 2, counts[slot]!);
  if (at < 0) return false;
  view.setFloat64(at + 1, sums[slot]!, true);
  at += DOUBLE_BYTES;
  let observations = 0;
  for (let i = 0; i < metric.stride; i++) {
    observations += buckets[slot * metric.stride + i]!;
    at = overwriteVarint(bytes, at + BUCKET_HEAD_BYTES + 1, observations);
    if (at < 0) return false;
    at += DOUBLE_BYTES;
  }
  return true;
}

function writeHistogram(writer: ProtobufWriter, family: HistogramFamily, slot: number): void {
  const { metric, counts, sums, buckets, exponential } = family;
  const histogram = writer.begin(7);
  writer.uint(1, counts[slot]!);
  writer.double(2, sums[slot]!);
  let observations = 0;
  for (let i = 0; i < metric.stride; i++) {
    const place = slot * metric.stride + i;
    observations += buckets[place]!;
    const bucket = writer.begin(3);
    writer.uint(1, observations);
    writer.double(2, metric.bounds[i] ?? Infinity);
    const exemplar = metric.exemplars?.at(place);
    if (exemplar !== undefined) writeExemplar(writer, 3, exemplar);
    writer.end(bucket);
  }
  if (exponential !== undefined) {
    writer.sint(5, schemaOf(exponential, slot));
    writer.double(6, 0);
    writer.uint(7, exponential.zeros(slot));
    writeNative(writer, 9, nativeBuckets(exponential, 'negative', slot));
    const positive = nativeBuckets(exponential, 'positive', slot);
    // Without any span it would not count as a native histogram.
    writeNative(writer, 12, positive.spans.length > 0 ? positive : { spans: [{ offset: 0, length: 0 }], deltas: [] });
  }
  writeTimestamp(writer, 15, family.created[slot]!);
  writer.end(histogram);
}

/** Spans in `field`, the differences of their counts in the next one. */
function writeNative(writer: ProtobufWriter, field: number, { spans, deltas }: NativeBuckets): void {
  for (const { offset, length } of spans) {
    const span = writer.begin(field);
    writer.sint(1, offset);
    writer.uint(2, length);
    writer.end(span);
  }
  for (const delta of deltas) writer.sint(field + 1, delta);
}
