import type { HistogramFamily } from '@bot-metrics/core';
import { type NativeBuckets, nativeBuckets, schemaOf } from './native-buckets.ts';
import { exemplarMessage, writeTimestamp } from './protobuf-exemplar.ts';
import type { ProtobufWriter } from './protobuf-writer.ts';

/** Writes the `Histogram` of a series: its explicit buckets, and the native ones where it has exponential buckets. */
export function writeHistogram(writer: ProtobufWriter, family: HistogramFamily, slot: number): void {
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
    if (exemplar !== undefined) writer.raw(exemplarMessage(3, exemplar));
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
