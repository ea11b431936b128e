import type { MetricFamily, Snapshot } from '@bot-metrics/core/backend';
import { ProtobufWriter, startSecondsOf } from '@bot-metrics/core/encoding';

/** Two `fixed64` with their tags. */
const ROOM_BYTES = 18;
const BITS = 64;

/** Fields 2 and 3 of every kind of point: its start and its time. Most series of a metric share both with the one before. */
export function pointTimes(
  family: MetricFamily,
  snapshot: Pick<Snapshot, 'seconds' | 'sinceSeconds'>,
): (slot: number) => Uint8Array {
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

/** Writes nanoseconds since the epoch, which a double does not hold exactly. */
export function writeTime(writer: ProtobufWriter, field: number, wallSeconds: number): void {
  const seconds = Math.floor(wallSeconds);
  const nanoseconds = Math.round((wallSeconds - seconds) * 1e9);
  const time = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
  const bytes = new Uint8Array(BITS / 8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(BITS, time), true);
  writer.varint((field << 3) | 1);
  writer.raw(bytes);
}
