const WORD_BYTES = 4;

/** Appends bytes to one buffer, which grows. */
export class ByteWriter {
  protected bytes: Uint8Array<ArrayBuffer>;
  protected view: DataView;
  #length = 0;

  /** @param memory the first buffer, or its size in bytes */
  constructor(memory: number | Uint8Array<ArrayBuffer>) {
    this.bytes = typeof memory === 'number' ? new Uint8Array(memory) : memory;
    this.view = new DataView(this.bytes.buffer);
  }

  get length(): number {
    return this.#length;
  }

  protected set length(bytes: number) {
    this.#length = bytes;
  }

  /** Returns a copy of everything written, and starts over. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /** A view of everything written. */
  written(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.#length);
  }

  /** Returns a view of everything written, and continues in `memory`, which must span its whole ArrayBuffer. */
  handOver(memory: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const written = this.written();
    this.bytes = memory;
    this.view = new DataView(memory.buffer);
    this.#length = 0;
    return written;
  }

  /** Discards everything after the first `length` bytes. */
  rewind(length: number): void {
    this.#length = length;
  }

  /** The bytes from `start` to before `end` as text, one character per byte. */
  asText(start: number, end: number = this.#length): string {
    let text = '';
    for (let i = start; i < end; i++) text += String.fromCharCode(this.bytes[i]!);
    return text;
  }

  /** Appends encoded bytes. */
  raw(bytes: Uint8Array): void {
    const { length } = bytes;
    this.makeRoom(length);
    const target = this.bytes;
    const start = this.#length;
    // For so few bytes a loop is faster than a call of `set`.
    if (length <= 128) for (let i = 0; i < length; i++) target[start + i] = bytes[i]!;
    else target.set(bytes, start);
    this.#length += length;
  }

  /** Appends the bytes of another writer from `start` to before `end`. */
  copy(source: ByteWriter, start: number, end: number): void {
    const length = end - start;
    this.makeRoom(length + WORD_BYTES);
    const from = source.view;
    // Word by word: up to three bytes too many, which the next write overwrites.
    if (end + WORD_BYTES <= from.byteLength) {
      const to = this.view;
      for (let i = 0; i < length; i += WORD_BYTES) to.setInt32(this.#length + i, from.getInt32(start + i));
    } else {
      this.bytes.set(source.bytes.subarray(start, end), this.#length);
    }
    this.#length += length;
  }

  /** Grows the buffer if it has no room for `bytes` more. */
  protected makeRoom(bytes: number): void {
    if (this.#length + bytes > this.bytes.length) this.#grow(bytes);
  }

  #grow(bytes: number): void {
    const larger = new Uint8Array(Math.max(this.#length + bytes, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.#length));
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}
