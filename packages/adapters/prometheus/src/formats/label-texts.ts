import { type ExposedLabels, labelText } from '../labels.ts';
import type { SeriesLabels } from '../series-labels.ts';
import { TextWriter } from './text-writer.ts';

/** Slots of a block, as a power of two, and bytes of it to begin with. */
const BLOCK_BITS = 9;
const BLOCK_SLOTS = 1 << BLOCK_BITS;
const BLOCK_BYTES = 1024;

/**
 * The label text of each series of a metric, rendered once and kept while the series lives. That of neighbouring slots is in
 * one piece of memory, because a string for each would take several times the memory of the page that they are on.
 */
export class LabelTexts {
  readonly #labels: SeriesLabels;
  readonly #blocks: LabelBlock[] = [];

  constructor(labels: SeriesLabels) {
    this.#labels = labels;
  }

  /** Makes that of a series in a snapshot ready for `write`; `false` if it was removed before that ever happened. */
  prepare(slot: number, createdSeconds: number, snapshotSeconds: number): boolean {
    if (this.#blocks[slot >> BLOCK_BITS]?.created[slot & (BLOCK_SLOTS - 1)] === createdSeconds) return true;
    const labels = this.#labels.of(slot, createdSeconds);
    if (labels === undefined) return false;
    const place = slot >> BLOCK_BITS;
    while (this.#blocks.length <= place) this.#blocks.push(new LabelBlock(this.#blocks.at(-1)));
    // A series as young as the snapshot could be replaced in its slot by another that began in the same millisecond.
    const keptAs = createdSeconds < snapshotSeconds ? createdSeconds : Number.NaN;
    this.#blocks[place]!.set(slot & (BLOCK_SLOTS - 1), labels, keptAs);
    return true;
  }

  /** In bytes. */
  length(slot: number): number {
    return this.#blocks[slot >> BLOCK_BITS]!.length(slot & (BLOCK_SLOTS - 1));
  }

  write(slot: number, writer: TextWriter): void {
    this.#blocks[slot >> BLOCK_BITS]!.write(slot & (BLOCK_SLOTS - 1), writer);
  }

  /** To compare it with that of another series. */
  asText(slot: number): string {
    return this.#blocks[slot >> BLOCK_BITS]!.asText(slot & (BLOCK_SLOTS - 1));
  }
}

/** That of neighbouring slots. */
class LabelBlock {
  /** By slot, wall seconds at which the series began whose text is kept; NaN where it is good for one page only. */
  created: Float64Array;
  #bytes: TextWriter;
  /** By slot, where its text begins and ends. */
  #starts: Int32Array;
  #ends: Int32Array;
  /** Bytes that belong to no series any more. */
  #lost = 0;

  /** @param before the block before it, which it will be about as large as; the first grows from little */
  constructor(before: LabelBlock | undefined) {
    const slots = before === undefined ? 1 : BLOCK_SLOTS;
    this.#bytes = new TextWriter(before === undefined ? BLOCK_BYTES : before.#bytes.length + BLOCK_BYTES);
    this.#starts = new Int32Array(slots);
    this.#ends = new Int32Array(slots);
    this.created = new Float64Array(slots).fill(Number.NaN);
  }

  length(i: number): number {
    return this.#ends[i]! - this.#starts[i]!;
  }

  write(i: number, writer: TextWriter): void {
    writer.copy(this.#bytes, this.#starts[i]!, this.#ends[i]!);
  }

  asText(i: number): string {
    return this.#bytes.asText(this.#starts[i]!, this.#ends[i]!);
  }

  set(i: number, labels: ExposedLabels, created: number): void {
    this.#makeRoom(i);
    this.#lost += this.length(i);
    this.#ends[i] = this.#starts[i]!;
    if (this.#lost * 2 > this.#bytes.length) this.#compact();
    this.#starts[i] = this.#bytes.length;
    this.#bytes.text(labelText(labels));
    this.#ends[i] = this.#bytes.length;
    this.created[i] = created;
  }

  #compact(): void {
    const kept = new TextWriter(Math.max(BLOCK_BYTES, this.#bytes.length - this.#lost));
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
