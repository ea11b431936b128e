import { ByteWriter } from '@bot-metrics/core/encoding';

const utf8 = new TextEncoder();
/** Of a character, and of a whole number below 2^31. */
const MOST_UTF8_BYTES = 3;
const MOST_DIGITS = 10;
const NEWLINE = 10;
const ZERO = 48;
const SMALL = 2 ** 31;

export function encoded(text: string): Uint8Array {
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
    this.makeRoom(text.length * MOST_UTF8_BYTES);
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

  /** As JavaScript spells it, which is what the text formats want of finite numbers. */
  number(value: number): void {
    // Most are counts, whose digits are written at a third of the time that it takes to make a string of them.
    if (!(value >= 0 && value < SMALL) || Math.floor(value) !== value) return this.text(String(value));
    this.makeRoom(MOST_DIGITS);
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
