import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accepted } from '../../src/encoding/dimensions.ts';

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
  test(`${JSON.stringify(text)} is written ${JSON.stringify(expected)}`, () => {
    expect(accepted(text, 1024)).toBe(expected);
  });
}

test('what is too long ends in a hash, and is another text for another end', () => {
  const [a, b] = [accepted(`${'x'.repeat(2000)}a`, 1024), accepted(`${'x'.repeat(2000)}b`, 1024)];
  expect(a).toMatch(/^x{1007}~[0-9a-f]{16}$/);
  expect(a).not.toBe(b);
});

test('every text becomes one that CloudWatch takes, and different texts become different ones', () => {
  const text = fc.oneof(fc.string({ minLength: 1, unit: 'grapheme' }), fc.stringMatching(/^[ %:0-9A-Fж]{1,12}$/));
  fc.assert(
    fc.property(text, text, (a, b) => {
      const written = accepted(a, 1024);
      expect(written).toMatch(/^(?!:)[\x20-\x7e]{1,1024}$/);
      expect(written.trim()).not.toBe('');
      if (a !== b) expect(written).not.toBe(accepted(b, 1024));
    }),
    { numRuns: 2000 },
  );
});
