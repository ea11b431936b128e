/** Fills packets with lines up to a size. A text that is added is never split. */
export class Packets {
  readonly #maxBytes: number;
  readonly #ending: string;
  readonly #full: Buffer[] = [];
  #open = '';
  #openBytes = 0;

  /** @param ending follows the last line of a packet: nothing in a datagram, a line feed in a stream */
  constructor(maxBytes: number, ending: '' | '\n') {
    this.#maxBytes = maxBytes;
    this.#ending = ending;
  }

  /** Whether the text fits in a packet at all. */
  fits(text: string): boolean {
    // A character has 3 bytes at most for each of its UTF-16 units.
    const most = this.#maxBytes - this.#ending.length;
    return text.length * 3 <= most || Buffer.byteLength(text) <= most;
  }

  /** @param text one that fits */
  add(text: string): void {
    const bytes = Buffer.byteLength(text);
    if (this.#openBytes > 0 && this.#openBytes + 1 + bytes + this.#ending.length > this.#maxBytes) this.#close();
    if (this.#openBytes > 0) {
      this.#open += '\n';
      this.#openBytes += 1;
    }
    this.#open += text;
    this.#openBytes += bytes;
  }

  /** All packets so far; the object is used up. */
  take(): Buffer[] {
    if (this.#openBytes > 0) this.#close();
    return this.#full;
  }

  #close(): void {
    this.#full.push(Buffer.from(this.#open + this.#ending));
    this.#open = '';
    this.#openBytes = 0;
  }
}
