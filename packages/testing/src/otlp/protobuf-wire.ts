/** A field on the wire: a varint as its value, any other type as its bytes. */
export interface WireField {
  readonly number: number;
  readonly value: bigint | Buffer;
  readonly wireType: 0 | 1 | 2 | 5;
}

/**
 * Splits a protobuf message into its fields, in wire order.
 *
 * Throws an `Error` with the offset for truncated bytes, field number 0, and wire types 3 and 4 (groups, which no
 * current schema has), 6 and 7. Source: https://protobuf.dev/programming-guides/encoding/
 */
export function readWireFields(bytes: Buffer): WireField[] {
  const fields: WireField[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const tag = readVarint(bytes, offset);
    const number = Number(tag.value >> 3n);
    const wireType = Number(tag.value & 7n);
    if (number === 0) throw new Error(`protobuf: field number 0 at byte ${offset}`);
    if (wireType === 0) {
      const varint = readVarint(bytes, tag.end);
      fields.push({ number, wireType, value: varint.value });
      offset = varint.end;
    } else if (wireType === 1 || wireType === 2 || wireType === 5) {
      const length = wireType === 2 ? readVarint(bytes, tag.end) : { value: wireType === 1 ? 8n : 4n, end: tag.end };
      offset = length.end + Number(length.value);
      if (offset > bytes.length) {
        throw new Error(
          `protobuf: field ${number} needs ${length.value} bytes at byte ${length.end} of ${bytes.length}`,
        );
      }
      fields.push({ number, wireType, value: bytes.subarray(length.end, offset) });
    } else {
      throw new Error(`protobuf: wire type ${wireType} at byte ${offset}`);
    }
  }
  return fields;
}

/** All varints of a packed field, unsigned. */
export function readVarints(bytes: Buffer): bigint[] {
  const values: bigint[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const varint = readVarint(bytes, offset);
    values.push(varint.value);
    offset = varint.end;
  }
  return values;
}

function readVarint(bytes: Buffer, start: number): { value: bigint; end: number } {
  let value = 0n;
  for (let index = 0; index < 10; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) throw new Error(`protobuf: a varint at byte ${start} has no end`);
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), end: start + index + 1 };
  }
  throw new Error(`protobuf: a varint at byte ${start} is longer than 10 bytes`);
}
