const WORD_BYTES = 4;

/** Writes bytes one after another into one piece of memory, which grows. */
export class ByteWriter {
  protected bytes: Uint8Array<ArrayBuffer>;
  protected view: DataView;
  #length = 0;

  /** @param memory to write into at first, or its size in bytes */
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

  /** What was written since the last time, as bytes of their own. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /** What was written since the last time, where it stands. */
  written(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.#length);
  }

  /** As `written`; goes on in other memory, which is a buffer of its own. */
  handOver(memory: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const written = this.written();
    this.bytes = memory;
    this.view = new DataView(memory.buffer);
    this.#length = 0;
    return written;
  }

  /** Takes back what was written since there were `length` bytes. */
  rewind(length: number): void {
    this.#length = length;
  }

  /** What was written from `start` on, a character for each byte. */
  asText(start: number, end: number = this.#length): string {
    return Buffer.from(this.bytes.buffer, start, end - start).toString('latin1');
  }

  /** Bytes that are written already. */
  raw(bytes: Uint8Array): void {
    const { length } = bytes;
    this.makeRoom(length);
    const target = this.bytes;
    const start = this.#length;
    // One by one, as a call of `set` takes longer for so few.
    if (length <= 128) for (let i = 0; i < length; i++) target[start + i] = bytes[i]!;
    else target.set(bytes, start);
    this.#length += length;
  }

  /** Writes what stands from `start` to before `end` in another one. */
  copy(source: ByteWriter, start: number, end: number): void {
    const length = end - start;
    this.makeRoom(length + WORD_BYTES);
    const from = source.view;
    // By words, up to three bytes too many, which what is written next goes over.
    if (end + WORD_BYTES <= from.byteLength) {
      const to = this.view;
      for (let i = 0; i < length; i += WORD_BYTES) to.setInt32(this.#length + i, from.getInt32(start + i));
    } else {
      this.bytes.set(source.bytes.subarray(start, end), this.#length);
    }
    this.#length += length;
  }

  /** Makes sure that so many more can be written. */
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
