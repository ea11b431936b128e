import type { Exemplar } from '@bot-metrics/core';
import { labelMessages } from './protobuf-labels.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/** An `Exemplar` message. */
export function exemplarMessage(field: number, { traceId, spanId, value, seconds }: Exemplar): Uint8Array {
  const writer = new ProtobufWriter();
  const message = writer.begin(field);
  writer.raw(
    labelMessages([
      ['trace_id', traceId],
      ['span_id', spanId],
    ]),
  );
  writer.double(2, value);
  writeTimestamp(writer, 3, seconds);
  writer.end(message);
  return writer.take();
}

/** `google.protobuf.Timestamp`, to the millisecond. */
export function writeTimestamp(writer: ProtobufWriter, field: number, seconds: number): void {
  const milliseconds = Math.round(seconds * 1000);
  const timestamp = writer.begin(field);
  writer.uint(1, Math.floor(milliseconds / 1000));
  writer.uint(2, (milliseconds % 1000) * 1e6);
  writer.end(timestamp);
}
