import { ByteWriter } from './byte-writer.ts';

const utf8 = new TextEncoder();

/** Of a whole number of up to 53 bits as a varint. */
const MOST_VARINT_BYTES = 8;

/** Writes protobuf fields. Source: https://protobuf.dev/programming-guides/encoding/ */
export class ProtobufWriter extends ByteWriter {
  /** A whole number that is not negative, of up to 53 bits. */
  varint(value: number): void {
    this.makeRoom(MOST_VARINT_BYTES);
    const { bytes } = this;
    let at = this.length;
    let left = value;
    while (left > 127) {
      bytes[at++] = (left % 128) | 128;
      left = Math.floor(left / 128);
    }
    bytes[at++] = left;
    this.length = at;
  }

  uint(field: number, value: number): void {
    this.varint(field << 3);
    this.varint(value);
  }

  /** `sint32` and `sint64`, zigzag. */
  sint(field: number, value: number): void {
    this.uint(field, value < 0 ? -2 * value - 1 : 2 * value);
  }

  double(field: number, value: number): void {
    this.varint((field << 3) | 1);
    this.makeRoom(8);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  text(field: number, value: string): void {
    const bytes = utf8.encode(value);
    this.varint((field << 3) | 2);
    this.varint(bytes.length);
    this.raw(bytes);
  }

  /** Begins a nested message; hand the answer to `end`. */
  begin(field: number): number {
    this.varint((field << 3) | 2);
    // Room for the length of most messages; longer ones are moved up.
    this.varint(0);
    return this.length;
  }

  end(start: number): void {
    const end = this.length;
    const bytes = end - start;
    if (bytes > 127) {
      const moved = varintBytes(bytes) - 1;
      this.makeRoom(moved);
      this.bytes.copyWithin(start + moved, start, end);
    }
    this.length = start - 1;
    this.varint(bytes);
    this.length += bytes;
  }
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let left = value; left > 127; left = Math.floor(left / 128)) bytes += 1;
  return bytes;
}

/**
 * Writes another number over a varint, unless it would have another length.
 * @returns where the next field begins, -1 if nothing fits; the bytes may be any then
 */
export function overwriteVarint(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let left = value;
  for (; left > 127; left = Math.floor(left / 128)) {
    if (bytes[at]! < 128) return -1;
    bytes[at++] = (left % 128) | 128;
  }
  if (bytes[at]! > 127) return -1;
  bytes[at++] = left;
  return at;
}
