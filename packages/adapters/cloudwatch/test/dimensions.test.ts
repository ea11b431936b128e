import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeText } from '../src/dimensions.ts';

for (const [text, expected] of [
  ['photo', 'photo'],
  ['50%', '50%'],
  ['a "b" \\c', 'a "b" \\c'],
  ['Ж', '%D0%96'],
  ['%D0%96', '%25D0%2596'],
  [':leading', '%3Aleading'],
  ['a:b', 'a:b'],
  ['  ', '%20 '],
  ['a\nb', 'a%0Ab'],
  ['\ud800', '%EF%BF%BD'],
] as const) {
  test(`${JSON.stringify(text)} becomes ${JSON.stringify(expected)}`, () => {
    expect(encodeText(text, 1024)).toBe(expected);
  });
}

test('a text that is too long ends in a hash, so that different texts stay different', () => {
  const [a, b] = [encodeText(`${'x'.repeat(2000)}a`, 1024), encodeText(`${'x'.repeat(2000)}b`, 1024)];
  expect(a).toMatch(/^x{1007}~[0-9a-f]{16}$/);
  expect(a).not.toBe(b);
});

test('every text is converted to one that CloudWatch accepts, and different texts stay different', () => {
  const text = fc.oneof(fc.string({ minLength: 1, unit: 'grapheme' }), fc.stringMatching(/^[ %:0-9A-Fж]{1,12}$/));
  fc.assert(
    fc.property(text, text, (a, b) => {
      const written = encodeText(a, 1024);
      expect(written).toMatch(/^(?!:)[\x20-\x7e]{1,1024}$/);
      expect(written.trim()).not.toBe('');
      if (a !== b) expect(written).not.toBe(encodeText(b, 1024));
    }),
    { numRuns: 2000 },
  );
});
