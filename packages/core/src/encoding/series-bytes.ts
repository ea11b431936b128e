import { ByteWriter } from './byte-writer.ts';

/** Slots per block, as a power of two. */
const BLOCK_BITS = 9;
const BLOCK_SLOTS = 1 << BLOCK_BITS;
/** Initial size of the first block. */
const BLOCK_BYTES = 1024;

/**
 * Caches the encoded bytes of each series of a metric that do not change, such as its labels, for as long as the series lives.
 * Neighbouring slots share one buffer: a string or an array per series would take several times the memory, and the garbage
 * collector would have to visit each of them.
 */
export class SeriesBytes {
  readonly #writer: ByteWriter;
  readonly #writeSeries: (slot: number) => void;
  readonly #blocks: Block[] = [];

  /**
   * @param writer the scratch buffer that `writeSeries` writes to
   * @param writeSeries writes the bytes of the series in `slot`
   */
  constructor(writer: ByteWriter, writeSeries: (slot: number) => void) {
    this.#writer = writer;
    this.#writeSeries = writeSeries;
  }

  /**
   * Encodes a series unless its bytes are cached.
   * @param sequence the entry of `slot` in the `sequences` of the metric
   */
  prepare(slot: number, sequence: number): void {
    if (this.#blocks[slot >> BLOCK_BITS]?.sequences[slot & (BLOCK_SLOTS - 1)] === sequence) return;
    this.#writer.rewind(0);
    this.#writeSeries(slot);
    const place = slot >> BLOCK_BITS;
    while (this.#blocks.length <= place) this.#blocks.push(new Block(this.#blocks.at(-1)));
    this.#blocks[place]!.set(slot & (BLOCK_SLOTS - 1), this.#writer, sequence);
  }

  /** Bytes of a prepared series. */
  length(slot: number): number {
    return this.#blocks[slot >> BLOCK_BITS]!.length(slot & (BLOCK_SLOTS - 1));
  }

  write(slot: number, writer: ByteWriter): void {
    this.#blocks[slot >> BLOCK_BITS]!.write(slot & (BLOCK_SLOTS - 1), writer);
  }

  /** The bytes as text, one character per byte. */
  asText(slot: number): string {
    return this.#blocks[slot >> BLOCK_BITS]!.asText(slot & (BLOCK_SLOTS - 1));
  }
}

/** The bytes of neighbouring slots. */
class Block {
  /** Per slot: the sequence number of the series whose bytes are stored; 0 without one. */
  sequences: Uint32Array;
  #bytes: ByteWriter;
  /** Per slot: where its bytes begin and end. */
  #starts: Int32Array;
  #ends: Int32Array;
  /** Bytes that no slot refers to any more. */
  #lost = 0;

  /** @param before the previous block: this one will be about as large. The first block starts small and grows. */
  constructor(before: Block | undefined) {
    const slots = before === undefined ? 1 : BLOCK_SLOTS;
    this.#bytes = new ByteWriter(before === undefined ? BLOCK_BYTES : before.#bytes.length + BLOCK_BYTES);
    this.#starts = new Int32Array(slots);
    this.#ends = new Int32Array(slots);
    this.sequences = new Uint32Array(slots);
  }

  length(i: number): number {
    return this.#ends[i]! - this.#starts[i]!;
  }

  write(i: number, writer: ByteWriter): void {
    writer.copy(this.#bytes, this.#starts[i]!, this.#ends[i]!);
  }

  asText(i: number): string {
    return this.#bytes.asText(this.#starts[i]!, this.#ends[i]!);
  }

  set(i: number, written: ByteWriter, sequence: number): void {
    this.#makeRoom(i);
    this.#lost += this.length(i);
    this.#ends[i] = this.#starts[i]!;
    if (this.#lost * 2 > this.#bytes.length) this.#compact();
    this.#starts[i] = this.#bytes.length;
    this.#bytes.copy(written, 0, written.length);
    this.#ends[i] = this.#bytes.length;
    this.sequences[i] = sequence;
  }

  #compact(): void {
    const kept = new ByteWriter(Math.max(BLOCK_BYTES, this.#bytes.length - this.#lost));
    for (let i = 0; i < this.#starts.length; i++) {
      const start = kept.length;
      this.write(i, kept);
      this.#starts[i] = start;
      this.#ends[i] = kept.length;
    }
    this.#bytes = kept;
    this.#lost = 0;
  }

  #makeRoom(i: number): void {
    if (i < this.sequences.length) return;
    const slots = Math.max(i + 1, this.sequences.length * 2);
    this.#starts = grown(this.#starts, new Int32Array(slots));
    this.#ends = grown(this.#ends, new Int32Array(slots));
    this.sequences = grown(this.sequences, new Uint32Array(slots));
  }
}

function grown<T extends Int32Array | Uint32Array>(column: T, larger: T): T {
  larger.set(column);
  return larger;
}
