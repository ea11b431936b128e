import { ByteWriter } from './byte-writer.ts';

/** Slots of a block, as a power of two, and bytes of it to begin with. */
const BLOCK_BITS = 9;
const BLOCK_SLOTS = 1 << BLOCK_BITS;
const BLOCK_BYTES = 1024;

/**
 * What does not change of each series of a metric, such as its labels, in bytes that are written once and kept while the series
 * lives. Those of neighbouring slots are in one piece of memory: a string or an array for each series would take several times
 * the memory of all the bytes, and the garbage collector's time.
 */
export class SeriesBytes {
  readonly #writer: ByteWriter;
  readonly #writeSeries: (slot: number, createdSeconds: number) => boolean;
  readonly #blocks: Block[] = [];

  /**
   * @param writer what `writeSeries` writes to
   * @param writeSeries writes what is to be kept of the series in a slot that began at that wall second; `false` if it was removed
   * since, so that nobody knows any more
   */
  constructor(writer: ByteWriter, writeSeries: (slot: number, createdSeconds: number) => boolean) {
    this.#writer = writer;
    this.#writeSeries = writeSeries;
  }

  /** Makes those of a series in a snapshot ready for `write`; `false` if it was removed before that ever happened. */
  prepare(slot: number, createdSeconds: number, snapshotSeconds: number): boolean {
    if (this.#blocks[slot >> BLOCK_BITS]?.created[slot & (BLOCK_SLOTS - 1)] === createdSeconds) return true;
    this.#writer.rewind(0);
    if (!this.#writeSeries(slot, createdSeconds)) return false;
    const place = slot >> BLOCK_BITS;
    while (this.#blocks.length <= place) this.#blocks.push(new Block(this.#blocks.at(-1)));
    // A series as young as the snapshot could be replaced in its slot by another that began in the same millisecond.
    const keptAs = createdSeconds < snapshotSeconds ? createdSeconds : Number.NaN;
    this.#blocks[place]!.set(slot & (BLOCK_SLOTS - 1), this.#writer, keptAs);
    return true;
  }

  /** How many there are. */
  length(slot: number): number {
    return this.#blocks[slot >> BLOCK_BITS]!.length(slot & (BLOCK_SLOTS - 1));
  }

  write(slot: number, writer: ByteWriter): void {
    this.#blocks[slot >> BLOCK_BITS]!.write(slot & (BLOCK_SLOTS - 1), writer);
  }

  /** A character for each byte. */
  asText(slot: number): string {
    return this.#blocks[slot >> BLOCK_BITS]!.asText(slot & (BLOCK_SLOTS - 1));
  }
}

/** Those of neighbouring slots. */
class Block {
  /** By slot, wall seconds at which the series began whose bytes are kept; NaN where they are good for one snapshot only. */
  created: Float64Array;
  #bytes: ByteWriter;
  /** By slot, where its bytes begin and end. */
  #starts: Int32Array;
  #ends: Int32Array;
  /** Bytes that belong to no series any more. */
  #lost = 0;

  /** @param before the block before it, which it will be about as large as; the first grows from little */
  constructor(before: Block | undefined) {
    const slots = before === undefined ? 1 : BLOCK_SLOTS;
    this.#bytes = new ByteWriter(before === undefined ? BLOCK_BYTES : before.#bytes.length + BLOCK_BYTES);
    this.#starts = new Int32Array(slots);
    this.#ends = new Int32Array(slots);
    this.created = new Float64Array(slots).fill(Number.NaN);
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

  set(i: number, written: ByteWriter, created: number): void {
    this.#makeRoom(i);
    this.#lost += this.length(i);
    this.#ends[i] = this.#starts[i]!;
    if (this.#lost * 2 > this.#bytes.length) this.#compact();
    this.#starts[i] = this.#bytes.length;
    this.#bytes.copy(written, 0, written.length);
    this.#ends[i] = this.#bytes.length;
    this.created[i] = created;
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
    if (i < this.created.length) return;
    const slots = Math.max(i + 1, this.created.length * 2);
    this.#starts = grown(this.#starts, new Int32Array(slots));
    this.#ends = grown(this.#ends, new Int32Array(slots));
    this.created = grown(this.created, new Float64Array(slots).fill(Number.NaN));
  }
}

function grown<T extends Int32Array | Float64Array>(column: T, larger: T): T {
  larger.set(column);
  return larger;
}
