import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapePattern, escapeText, formatDecimal } from '../src/safe-text.ts';

const unsafe = escapePattern('A-Za-z0-9_.\\-');

/** Returns the UTF-8 bytes of an escaped text, in hexadecimal. */
function readBytes(text: string): string {
  const bytes: string[] = [];
  for (let rest = text; rest !== ''; ) {
    const found = /^__([0-9A-F]{2})/.exec(rest);
    bytes.push(found?.[1] ?? rest.charCodeAt(0).toString(16).toUpperCase());
    rest = rest.slice(found === null ? 1 : 4);
  }
  return bytes.join('');
}

test('leaves ordinary text unchanged', () => {
  for (const text of ['http_requests_total', 'a.b-c', '_', '__', '__x', 'p__9'])
    expect(escapeText(text, unsafe)).toBe(text);
});

test('escapes other characters as bytes, and text that looks like an escape', () => {
  expect(escapeText('a/b', unsafe)).toBe('a__2Fb');
  expect(escapeText('ü😀', unsafe)).toBe('__C3__BC__F0__9F__98__80');
  expect(escapeText('__2F', unsafe)).toBe('__5F_2F');
  expect(escapeText('___41', unsafe)).toBe('___5F_41');
  expect(escapeText('\ud800', unsafe)).not.toBe(escapeText('\ud801', unsafe));
});

test('every text can be read back, so that different texts stay different', () => {
  const piece = fc.constantFrom('_', '__', '___', '2F', '5F', '/', 'é', '€', '😀', 'a', '\n');
  const text = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (original) => {
      const written = escapeText(original, unsafe);
      expect(written).toMatch(/^[A-Za-z0-9_.-]*$/);
      expect(readBytes(written)).toBe(Buffer.from(original).toString('hex').toUpperCase());
    }),
  );
});

test('formats very large and very small numbers in plain digits', () => {
  expect(formatDecimal(1.5e21)).toBe('1500000000000000000000');
  expect(formatDecimal(-1.25e-7)).toBe('-0.000000125');
  expect(formatDecimal(5e-324)).toMatch(/^0\.0{323}5$/);
  expect(formatDecimal(-0)).toBe('0');
  expect(formatDecimal(0.1)).toBe('0.1');
});

test('every number is read back as the same number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(formatDecimal(value)).toMatch(/^-?\d+(\.\d+)?$/);
      expect(Number(formatDecimal(value)) + 0).toBe(value + 0);
    }),
  );
});
