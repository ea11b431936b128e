/** For a chunk of 64 kB and the series that it ends with. */
const PIECE_BYTES = 68 * 1024;
/** More than a connection that takes chunks as they come has in its buffers. */
const MOST_PIECES = 16;

/**
 * Pieces of memory whose chunks were sent, for the chunks to come. Memory that is fresh from the system costs more time than what
 * is written into it, and is one more page for the garbage collector.
 */
export class SpareMemory {
  readonly #pieces: Uint8Array<ArrayBuffer>[] = [];

  take(): Uint8Array<ArrayBuffer> {
    return this.#pieces.pop() ?? new Uint8Array(Buffer.allocUnsafeSlow(PIECE_BYTES).buffer);
  }

  /** Takes a piece that nobody reads any more. */
  giveBack(piece: Uint8Array<ArrayBuffer>): void {
    if (this.#pieces.length < MOST_PIECES) this.#pieces.push(piece);
  }
}
