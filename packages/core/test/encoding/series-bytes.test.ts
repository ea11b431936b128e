import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ProtobufWriter } from '../../src/encoding/protobuf-writer.ts';
import { SeriesBytes } from '../../src/encoding/series-bytes.ts';

const scratch = new ProtobufWriter(8);

/** Bytes of the text that `textOf` returns, and how often they were written. */
function bytesOf(textOf: (slot: number) => string): { bytes: SeriesBytes; written: () => number } {
  let written = 0;
  const bytes = new SeriesBytes(scratch, (slot) => {
    written += 1;
    scratch.raw(Buffer.from(textOf(slot)));
  });
  return { bytes, written: () => written };
}

function textIn(bytes: SeriesBytes, slot: number): string {
  const writer = new ProtobufWriter(0);
  bytes.write(slot, writer);
  expect(writer.length).toBe(bytes.length(slot));
  expect(bytes.asText(slot)).toBe(Buffer.from(writer.written()).toString('latin1'));
  return Buffer.from(writer.written()).toString();
}

it('writes the bytes of a series once, and those of the next one in its slot anew', () => {
  const texts = ['a', 'b'];
  const { bytes, written } = bytesOf(() => texts[0]!);
  bytes.prepare(3, 1);
  bytes.prepare(3, 1);
  expect(written()).toBe(1);
  expect(textIn(bytes, 3)).toBe('a');
  texts.shift();
  bytes.prepare(3, 2);
  expect(textIn(bytes, 3)).toBe('b');
  expect(written()).toBe(2);
});

it('tells the bytes of any series apart, whichever come and go', () => {
  const step = fc.tuple(fc.oneof(fc.nat(5), fc.nat(1100)), fc.string({ maxLength: 300 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const texts = new Map<number, string>();
      const { bytes } = bytesOf((slot) => texts.get(slot)!);
      for (const [i, [slot, text]] of steps.entries()) {
        texts.set(slot, text);
        bytes.prepare(slot, i + 1);
      }
      for (const [slot, text] of texts) expect(textIn(bytes, slot)).toBe(Buffer.from(text).toString());
    }),
  );
});
