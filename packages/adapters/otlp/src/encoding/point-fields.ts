import type { Exemplar, MetricFamily, Snapshot } from '@bot-metrics/core/backend';
import { ProtobufWriter, startSecondsOf } from '@bot-metrics/core/encoding';

/** Two `fixed64` with their tags. */
const TIMES_BYTES = 18;
const TIME_BITS = 64;
/** Initial size of the buffer of an exemplar. */
const EXEMPLAR_BYTES = 128;

/** Encodes fields 2 and 3 of every kind of point: its start and its time. Most series of a metric share both with the previous one. */
export function cachePointTimes(
  family: MetricFamily,
  snapshot: Pick<Snapshot, 'seconds' | 'sinceSeconds'>,
): (slot: number) => Uint8Array {
  const { created } = family;
  let known = Number.NaN;
  let times: Uint8Array = new Uint8Array(0);
  return (slot) => {
    if (created[slot] === known) return times;
    known = created[slot]!;
    const writer = new ProtobufWriter(TIMES_BYTES);
    writeTime(writer, 2, startSecondsOf(family, known, snapshot));
    writeTime(writer, 3, snapshot.seconds);
    times = writer.take();
    return times;
  };
}

/** Encodes an `Exemplar` in `field`. Source: opentelemetry/proto/metrics/v1/metrics.proto */
export function encodeExemplar(field: number, { traceId, spanId, value, seconds }: Exemplar): Uint8Array {
  const writer = new ProtobufWriter(EXEMPLAR_BYTES);
  const message = writer.begin(field);
  writeTime(writer, 2, seconds);
  writer.double(3, value);
  writer.byteString(4, Buffer.from(spanId, 'hex'));
  writer.byteString(5, Buffer.from(traceId, 'hex'));
  writer.end(message);
  return writer.take();
}

/** Writes nanoseconds since the epoch, which a double cannot hold exactly. */
function writeTime(writer: ProtobufWriter, field: number, wallSeconds: number): void {
  const seconds = Math.floor(wallSeconds);
  const nanoseconds = Math.round((wallSeconds - seconds) * 1e9);
  const time = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
  const bytes = new Uint8Array(TIME_BITS / 8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(TIME_BITS, time), true);
  writer.varint((field << 3) | 1);
  writer.raw(bytes);
}
