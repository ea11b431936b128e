const FIRST_BYTES = 256;

/** Writes a protobuf message. Source: https://protobuf.dev/programming-guides/encoding/ */
export class ProtobufWriter {
  #bytes = Buffer.alloc(FIRST_BYTES);
  #length = 0;

  /** `int64` and `uint32`: a whole number that is not negative, of up to 53 bits. */
  uint(field: number, value: number): void {
    this.#varint(field << 3);
    this.#varint(value);
  }

  double(field: number, value: number): void {
    this.#varint((field << 3) | 1);
    this.#makeRoom(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  text(field: number, value: string): void {
    this.bytes(field, Buffer.from(value));
  }

  /** Also a message in this one. */
  bytes(field: number, value: Uint8Array): void {
    this.#varint((field << 3) | 2);
    this.#varint(value.length);
    this.raw(value);
  }

  /** `repeated uint32`, packed. */
  uints(field: number, values: readonly number[]): void {
    const packed = new ProtobufWriter();
    for (const value of values) packed.#varint(value);
    this.bytes(field, packed.written());
  }

  /** `repeated sint32`, packed: zigzag. */
  sints(field: number, values: readonly number[]): void {
    this.uints(
      field,
      values.map((value) => (value < 0 ? -2 * value - 1 : 2 * value)),
    );
  }

  /** Fields that are written already. */
  raw(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** What was written; a view of it. */
  written(): Buffer<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  #varint(value: number): void {
    this.#makeRoom(8);
    let left = value;
    for (; left > 127; left = Math.floor(left / 128)) this.#bytes[this.#length++] = (left % 128) | 128;
    this.#bytes[this.#length++] = left;
  }

  #makeRoom(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.written());
    this.#bytes = larger;
  }
}
