import type { Exemplar } from '@bot-metrics/core/backend';
import type { ProtobufWriter } from '@bot-metrics/core/encoding';
import { writeLabels } from './protobuf-labels.ts';

/** Writes an `Exemplar`. */
export function writeExemplar(
  writer: ProtobufWriter,
  field: number,
  { traceId, spanId, value, seconds }: Exemplar,
): void {
  const message = writer.begin(field);
  writeLabels(writer, [
    ['trace_id', traceId],
    ['span_id', spanId],
  ]);
  writer.double(2, value);
  writeTimestamp(writer, 3, seconds);
  writer.end(message);
}

/** `google.protobuf.Timestamp`, to the millisecond. */
export function writeTimestamp(writer: ProtobufWriter, field: number, seconds: number): void {
  const milliseconds = Math.round(seconds * 1000);
  const timestamp = writer.begin(field);
  writer.uint(1, Math.floor(milliseconds / 1000));
  writer.uint(2, (milliseconds % 1000) * 1e6);
  writer.end(timestamp);
}
