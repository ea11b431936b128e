/** Numbers of a page of memory. */
const PAGE_NUMBERS = 512;
/** A column has room for up to a 16th more than it was made for. */
const SPARE_BITS = 4;

/**
 * Columns of snapshots that are over, for the next ones of the same metric: memory that is fresh from the system costs many times
 * what is copied into it (100,000 series on 2 virtual cores: 10 ms, and 0.1 ms where it is used again).
 */
export class SpareColumns {
  /** By their length, with all the room that they have. */
  readonly #columns = new Map<number, Float64Array[]>();
  #room = 0;

  /** The first `length` entries of a column. */
  copyOf(column: Float64Array, length: number): Float64Array {
    const whole = this.#taken(length) ?? new Float64Array(roomFor(length));
    const copy = whole.subarray(0, length);
    copy.set(column.subarray(0, length));
    return copy;
  }

  /**
   * Takes columns of a snapshot that had so many slots. Those of another number of slots are not needed again, and of several
   * snapshots that were open at the same time those of one are enough.
   */
  giveBack(columns: readonly Float64Array[], slots: number): void {
    const room = roomFor(slots);
    if (room !== this.#room) this.#columns.clear();
    this.#room = room;
    for (const { buffer } of columns) {
      const column = new Float64Array(buffer);
      const alike = this.#columns.get(column.length);
      if (alike === undefined) this.#columns.set(column.length, [column]);
      else if (alike.length < columns.length) alike.push(column);
    }
  }

  /** Sees to it that there are columns for the next snapshot, which will have so many slots, in steps as those of `touch`. */
  *prepare(lengths: readonly number[], slots: number): Generator<undefined> {
    const columns: Float64Array[] = [];
    for (const length of lengths) {
      const spare = this.#taken(length);
      const column = spare ?? new Float64Array(roomFor(length));
      columns.push(column);
      if (spare === undefined) yield* touch(column);
    }
    this.giveBack(columns, slots);
  }

  #taken(length: number): Float64Array | undefined {
    return this.#columns.get(roomFor(length))?.pop();
  }
}

/** Has the system provide the memory of a column, which it does when that is written to, in steps of some microseconds. */
export function* touch(column: Float64Array): Generator<undefined> {
  for (let i = 0; i < column.length; i += PAGE_NUMBERS) {
    column[i] = column[i]!;
    yield;
  }
}

/** A little more than needed, so that a metric whose series grow in number does not need other columns each time. */
function roomFor(length: number): number {
  const step = 2 ** Math.max(0, Math.floor(Math.log2(length)) - SPARE_BITS);
  return Math.ceil(length / step) * step;
}
