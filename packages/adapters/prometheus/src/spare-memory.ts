/** For a chunk of 64 kB and the series that it ends with. */
const PIECE_BYTES = 68 * 1024;

/**
 * Pieces of memory of pages that nobody reads any more, for the pages to come. Memory that is fresh from the system costs more
 * time than what is written into it, and is one more page for the garbage collector. Of pages that are read at the same time, one
 * stays.
 */
export class SpareMemory {
  #pieces: Uint8Array<ArrayBuffer>[] = [];

  take(): Uint8Array<ArrayBuffer> {
    return this.#pieces.pop() ?? new Uint8Array(Buffer.allocUnsafeSlow(PIECE_BYTES).buffer);
  }

  /** Takes all pieces of a page, which are not the page's any more. */
  giveBack(pieces: Uint8Array<ArrayBuffer>[]): void {
    if (pieces.length > this.#pieces.length) this.#pieces = pieces;
  }
}
