import type { Exemplar } from '@bot-metrics/core/backend';
import { ProtobufWriter } from '@bot-metrics/core/encoding';
import { writeTime } from './point-times.ts';

const ROOM_BYTES = 128;

/** An `Exemplar` in `field`. Source: opentelemetry/proto/metrics/v1/metrics.proto */
export function exemplarMessage(field: number, { traceId, spanId, value, seconds }: Exemplar): Uint8Array {
  const writer = new ProtobufWriter(ROOM_BYTES);
  const message = writer.begin(field);
  writeTime(writer, 2, seconds);
  writer.double(3, value);
  writer.byteString(4, Buffer.from(spanId, 'hex'));
  writer.byteString(5, Buffer.from(traceId, 'hex'));
  writer.end(message);
  return writer.take();
}
