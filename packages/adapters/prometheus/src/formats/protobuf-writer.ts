const FIRST_BYTES = 64 * 1024;
/** Of a nested message: a varint of this fixed length is patched in once the message is written, which readers accept. */
const LENGTH_BYTES = 4;

const utf8 = new TextEncoder();

/** Bytes of a number as a varint. */
export function varintBytes(value: number): number {
  let bytes = 1;
  for (let left = value; left > 127; left = Math.floor(left / 128)) bytes += 1;
  return bytes;
}

/** Writes protobuf fields one after another into one buffer. Source: https://protobuf.dev/programming-guides/encoding/ */
export class ProtobufWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #length = 0;

  /** @param bytes room at first; it grows */
  constructor(bytes: number = FIRST_BYTES) {
    this.#bytes = new Uint8Array(bytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#length;
  }

  /** What was written since the last time, as bytes of their own. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /** A whole number that is not negative, of up to 53 bits. */
  varint(value: number): void {
    this.#makeRoom(10);
    let left = value;
    while (left > 127) {
      this.#bytes[this.#length++] = (left % 128) | 128;
      left = Math.floor(left / 128);
    }
    this.#bytes[this.#length++] = left;
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
    this.#makeRoom(19);
    this.varint((field << 3) | 1);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  text(field: number, value: string): void {
    this.varint((field << 3) | 2);
    const bytes = utf8.encode(value);
    this.varint(bytes.length);
    this.raw(bytes);
  }

  /** Fields that are written already. */
  raw(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#makeRoom(length);
    // Copied one by one, as a call of `set` takes longer for so few: half the time of a page of counters.
    if (length <= 128) for (let i = 0; i < length; i++) this.#bytes[this.#length + i] = bytes[i]!;
    else this.#bytes.set(bytes, this.#length);
    this.#length += length;
  }

  /** The head of a nested message whose length is known. */
  head(field: number, length: number): void {
    this.varint((field << 3) | 2);
    this.varint(length);
  }

  /** Begins a nested message; hand the answer to `end`. */
  begin(field: number): number {
    this.varint((field << 3) | 2);
    this.#makeRoom(LENGTH_BYTES);
    this.#length += LENGTH_BYTES;
    return this.#length;
  }

  end(start: number): void {
    let left = this.#length - start;
    for (let at = start - LENGTH_BYTES; at < start; at++) {
      this.#bytes[at] = (left & 127) | (at === start - 1 ? 0 : 128);
      left >>= 7;
    }
  }

  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#length + bytes, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
