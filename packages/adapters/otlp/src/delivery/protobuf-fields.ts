/** A varint may have ten bytes: seven bits in each, for 64 bits. */
const MAX_VARINT_BYTES = 10;

/**
 * Reads the fields of a protobuf message: varints as numbers, length-delimited fields as bytes. Fixed-width fields are skipped, because no
 * answer has them. Throws a `RangeError` for bytes that are not a message.
 * Source: https://protobuf.dev/programming-guides/encoding/
 */
export function* readFields(bytes: Uint8Array): Generator<[field: number, value: number | Uint8Array]> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('protobuf: expected a varint, received the end of the message');
      value += (byte & 127) * 128 ** i;
      if (byte < 128) return value;
    }
    throw new RangeError('protobuf: expected a varint of at most 10 bytes, received a longer one');
  };
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new RangeError(`protobuf: expected ${length} bytes, received fewer`);
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    const wireType = tag % 8;
    if (field === 0) throw new RangeError('protobuf: expected a field number above 0, received 0');
    if (wireType === 0) yield [field, varint()];
    else if (wireType === 2) yield [field, take(varint())];
    else if (wireType === 1) take(8);
    else if (wireType === 5) take(4);
    else throw new RangeError(`protobuf: expected a wire type of proto3, received ${wireType}`);
  }
}

/** Reads a varint as the `int64` that it encodes: negative from 2^63. Beyond 2^53 it is rounded. */
export function toInt64(varint: number): number {
  return varint >= 2 ** 63 ? varint - 2 ** 64 : varint;
}
