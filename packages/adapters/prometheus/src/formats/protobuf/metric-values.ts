import type { Exemplar, GaugeFamily, HistogramFamily, SumFamily } from '@bot-metrics/core/backend';
import { overwriteVarint, type ProtobufWriter } from '@bot-metrics/core/encoding';
import type { ExposedLabels } from '../../names/labels.ts';
import { chooseSchema, hasSchema, type NativeBuckets, toNativeBuckets } from './native-buckets.ts';

/** The value of a series in a `Metric` message, by its type. */
export interface ProtobufValue {
  write(writer: ProtobufWriter, slot: number): void;
  /** Overwrites an earlier value in place. Returns `false` if the new one needs another length. */
  overwrite(bytes: Uint8Array, view: DataView, at: number, slot: number): boolean;
}

/** Field 1 of `Metric` and of `Exemplar`. */
const LABEL = 1;
/** The head of a `Counter` or `Gauge` message, whose length is one byte, and the tag of the double in it. */
const NUMBER_HEAD_BYTES = 2 + 1;
/** A double with its tag. */
const DOUBLE_BYTES = 1 + 8;
/** The head of a bucket's message, whose length is one byte. */
const BUCKET_HEAD_BYTES = 2;

/** The `Counter` or `Gauge` of a series. */
export function createNumberValue(family: SumFamily | GaugeFamily): ProtobufValue {
  const { metric, values, created } = family;
  const isCounter = metric.definition.type === 'counter';
  const exemplars = family.kind === 'sum' && isCounter ? family.metric.exemplars : undefined;
  return {
    write(writer, slot) {
      const message = writer.begin(isCounter ? 3 : 2);
      writer.double(1, values[slot]!);
      const exemplar = exemplars?.at(slot);
      if (exemplar !== undefined) writeExemplar(writer, 2, exemplar);
      if (isCounter) writeTimestamp(writer, 3, created[slot]!);
      writer.end(message);
    },
    overwrite(_bytes, view, at, slot) {
      if (exemplars !== undefined) return false;
      view.setFloat64(at + NUMBER_HEAD_BYTES, values[slot]!, true);
      return true;
    },
  };
}

/**
 * The `Histogram` of a series: its explicit buckets, and native buckets if it has exponential ones.
 * @param onCoarse called for a series whose exponential buckets are too wide for native ones
 */
export function createHistogramValue(family: HistogramFamily, onCoarse: () => void): ProtobufValue {
  return {
    write: (writer, slot) => writeHistogram(writer, family, slot, onCoarse),
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

function writeHistogram(writer: ProtobufWriter, family: HistogramFamily, slot: number, onCoarse: () => void): void {
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
  if (exponential !== undefined) writeNativeBuckets(writer, exponential, slot, onCoarse);
  writeTimestamp(writer, 15, family.created[slot]!);
  writer.end(histogram);
}

/** Count, sum and the bucket to +Inf stay right without native buckets. */
function writeNativeBuckets(
  writer: ProtobufWriter,
  exponential: NonNullable<HistogramFamily['exponential']>,
  slot: number,
  onCoarse: () => void,
): void {
  if (!hasSchema(exponential, slot)) return onCoarse();
  writer.sint(5, chooseSchema(exponential, slot));
  writer.double(6, 0);
  writer.uint(7, exponential.zeros(slot));
  writeNative(writer, 9, toNativeBuckets(exponential, 'negative', slot));
  const positive = toNativeBuckets(exponential, 'positive', slot);
  // Without a span, Prometheus would not recognise a native histogram.
  writeNative(writer, 12, positive.spans.length > 0 ? positive : { spans: [{ offset: 0, length: 0 }], deltas: [] });
}

/** Writes spans to `field`, and the differences of their counts to the next field. */
function writeNative(writer: ProtobufWriter, field: number, { spans, deltas }: NativeBuckets): void {
  for (const { offset, length } of spans) {
    const span = writer.begin(field);
    writer.sint(1, offset);
    writer.uint(2, length);
    writer.end(span);
  }
  for (const delta of deltas) writer.sint(field + 1, delta);
}

/** Writes one `LabelPair` { name = 1, value = 2 } for each label. */
export function writeLabels(writer: ProtobufWriter, labels: ExposedLabels): void {
  for (const [name, value] of labels) {
    const label = writer.begin(LABEL);
    writer.text(1, name);
    writer.text(2, value);
    writer.end(label);
  }
}

function writeExemplar(writer: ProtobufWriter, field: number, { traceId, spanId, value, seconds }: Exemplar): void {
  const message = writer.begin(field);
  writeLabels(writer, [
    ['trace_id', traceId],
    ['span_id', spanId],
  ]);
  writer.double(2, value);
  writeTimestamp(writer, 3, seconds);
  writer.end(message);
}

/** Writes a `google.protobuf.Timestamp` with milliseconds. */
function writeTimestamp(writer: ProtobufWriter, field: number, seconds: number): void {
  const milliseconds = Math.round(seconds * 1000);
  const timestamp = writer.begin(field);
  writer.uint(1, Math.floor(milliseconds / 1000));
  writer.uint(2, (milliseconds % 1000) * 1e6);
  writer.end(timestamp);
}
