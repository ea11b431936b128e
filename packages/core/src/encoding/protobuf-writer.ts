import { ByteWriter } from './byte-writer.ts';

const utf8 = new TextEncoder();

/** A varint of 53 bits. */
const MAX_VARINT_BYTES = 8;
/** Longer texts are encoded by TextEncoder. */
const MAX_COPIED_CHARACTERS = 64;

/** Writes protobuf fields. Source: https://protobuf.dev/programming-guides/encoding/ */
export class ProtobufWriter extends ByteWriter {
  /** Writes a non-negative whole number of up to 53 bits, without a tag. */
  varint(value: number): void {
    this.makeRoom(MAX_VARINT_BYTES);
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

  /** `sint32` and `sint64`, in zigzag encoding. */
  sint(field: number, value: number): void {
    this.uint(field, zigzag(value));
  }

  double(field: number, value: number): void {
    this.varint((field << 3) | 1);
    this.makeRoom(8);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** `fixed64`, or `sfixed64` for a negative number: a whole number of up to 53 bits. */
  fixed64(field: number, value: number): void {
    this.varint((field << 3) | 1);
    this.#fixed64(value);
  }

  /** A packed `repeated fixed64`. */
  fixed64s(field: number, values: Float64Array): void {
    this.head(field, values.length * 8);
    for (let i = 0; i < values.length; i++) this.#fixed64(values[i]!);
  }

  /** A packed `repeated double`. */
  doubles(field: number, values: Float64Array): void {
    this.head(field, values.length * 8);
    this.makeRoom(values.length * 8);
    for (let i = 0; i < values.length; i++) {
      this.view.setFloat64(this.length, values[i]!, true);
      this.length += 8;
    }
  }

  /** A packed `repeated uint32` or `uint64`. */
  uints(field: number, values: readonly number[]): void {
    const packed = this.begin(field);
    for (const value of values) this.varint(value);
    this.end(packed);
  }

  /** A packed `repeated sint32` or `sint64`, in zigzag encoding. */
  sints(field: number, values: readonly number[]): void {
    const packed = this.begin(field);
    for (const value of values) this.varint(zigzag(value));
    this.end(packed);
  }

  text(field: number, value: string): void {
    // Short texts are usually ASCII, and copying them takes a third of the time of encoding them.
    if (value.length > MAX_COPIED_CHARACTERS || !this.#ascii(field, value)) this.byteString(field, utf8.encode(value));
  }

  byteString(field: number, value: Uint8Array): void {
    this.head(field, value.length);
    this.raw(value);
  }

  /** Writes the tag and the length of a field whose length is known. */
  head(field: number, length: number): void {
    this.varint((field << 3) | 2);
    this.varint(length);
  }

  /** Begins a nested message. Pass the result to `end`. */
  begin(field: number): number {
    this.varint((field << 3) | 2);
    // One byte holds the length of most messages; longer ones are moved up.
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

  /** Writes nothing and returns `false` if the text is not ASCII. */
  #ascii(field: number, value: string): boolean {
    const start = this.length;
    const { length } = value;
    this.head(field, length);
    this.makeRoom(length);
    let at = this.length;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) {
        this.rewind(start);
        return false;
      }
      this.bytes[at++] = code;
    }
    this.length = at;
    return true;
  }

  #fixed64(value: number): void {
    this.makeRoom(8);
    this.view.setUint32(this.length, value % 2 ** 32, true);
    this.view.setUint32(this.length + 4, Math.floor(value / 2 ** 32), true);
    this.length += 8;
  }
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

/** Length of a number as a varint. */
export function varintBytes(value: number): number {
  let bytes = 1;
  for (let left = value; left > 127; left = Math.floor(left / 128)) bytes += 1;
  return bytes;
}

/**
 * Overwrites a varint with another number of the same length.
 * @returns where the next field begins, or -1 if the lengths differ; the bytes are then unspecified
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
