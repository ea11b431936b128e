import type { Family } from '@bot-metrics/core';
import { type Aggregate, hrTimeOf, ProtobufWriter, startSecondsOf } from '@bot-metrics/otel';

/** Two `fixed64` with their tags. */
const ROOM_BYTES = 18;
const BITS = 64;

/** The start and the time of a point, fields 2 and 3 of every kind; most series of a metric began together with another. */
export function pointTimes(family: Family, snapshot: Aggregate): (slot: number) => Uint8Array {
  const { created } = family;
  let known = Number.NaN;
  let times: Uint8Array = new Uint8Array(0);
  return (slot) => {
    if (created[slot] === known) return times;
    known = created[slot]!;
    const writer = new ProtobufWriter(ROOM_BYTES);
    writeTime(writer, 2, startSecondsOf(family, known, snapshot));
    writeTime(writer, 3, snapshot.seconds);
    times = writer.take();
    return times;
  };
}

/** Nanoseconds since the epoch, which a double does not hold exactly. */
export function writeTime(writer: ProtobufWriter, field: number, wallSeconds: number): void {
  const [seconds, nanoseconds] = hrTimeOf(wallSeconds);
  const bytes = new Uint8Array(BITS / 8);
  const time = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(BITS, time), true);
  writer.varint((field << 3) | 1);
  writer.raw(bytes);
}
