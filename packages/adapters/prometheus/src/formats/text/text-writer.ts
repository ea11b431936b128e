import { ByteWriter } from '@bot-metrics/core/encoding';

const utf8 = new TextEncoder();
/** The most bytes of a UTF-16 code unit, and the most digits of a whole number below 2^31. */
const MAX_UTF8_BYTES = 3;
const MAX_DIGITS = 10;
const NEWLINE = 10;
const ZERO = 48;
const SMALL = 2 ** 31;

export function encodeText(text: string): Uint8Array {
  return utf8.encode(text);
}

/** Writes text as UTF-8. */
export class TextWriter extends ByteWriter {
  newline(): void {
    this.makeRoom(1);
    this.bytes[this.length] = NEWLINE;
    this.length += 1;
  }

  text(text: string): void {
    this.makeRoom(text.length * MAX_UTF8_BYTES);
    const { bytes } = this;
    const start = this.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) {
        this.length = start + i + utf8.encodeInto(text.slice(i), bytes.subarray(start + i)).written;
        return;
      }
      bytes[start + i] = code;
    }
    this.length = start + text.length;
  }

  /** Writes a finite number in the notation of JavaScript, which the text formats accept. */
  number(value: number): void {
    // Most numbers are counts. Writing their digits takes a third of the time of making a string.
    if (!(value >= 0 && value < SMALL) || Math.floor(value) !== value) return this.text(String(value));
    this.makeRoom(MAX_DIGITS);
    let digits = 1;
    for (let bound = 10; bound <= value; bound *= 10) digits += 1;
    let left = value | 0;
    for (let at = this.length + digits - 1; at >= this.length; at--) {
      const tenth = (left / 10) | 0;
      this.bytes[at] = ZERO + left - tenth * 10;
      left = tenth;
    }
    this.length += digits;
  }
}
