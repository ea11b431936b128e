import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escaped, escapePattern } from '../src/escaped.ts';

const unsafe = escapePattern('A-Za-z0-9_.\\-');

/** Reads escapes back into UTF-8 bytes, in hexadecimal. */
function unescaped(text: string): string {
  const bytes: string[] = [];
  for (let rest = text; rest !== ''; ) {
    const found = /^__([0-9A-F]{2})/.exec(rest);
    bytes.push(found?.[1] ?? rest.charCodeAt(0).toString(16).toUpperCase());
    rest = rest.slice(found === null ? 1 : 4);
  }
  return bytes.join('');
}

test('leaves ordinary text as it is', () => {
  for (const text of ['http_requests_total', 'a.b-c', '_', '__', '__x', 'p__9'])
    expect(escaped(text, unsafe)).toBe(text);
});

test('writes other characters as bytes, and an escape that was there as an escape', () => {
  expect(escaped('a/b', unsafe)).toBe('a__2Fb');
  expect(escaped('ü😀', unsafe)).toBe('__C3__BC__F0__9F__98__80');
  expect(escaped('__2F', unsafe)).toBe('__5F_2F');
  expect(escaped('___41', unsafe)).toBe('___5F_41');
  expect(escaped('\ud800', unsafe)).not.toBe(escaped('\ud801', unsafe));
});

test('every text can be read back, so that different ones stay different', () => {
  const piece = fc.constantFrom('_', '__', '___', '2F', '5F', '/', 'é', '€', '😀', 'a', '\n');
  const text = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (original) => {
      const written = escaped(original, unsafe);
      expect(written).toMatch(/^[A-Za-z0-9_.-]*$/);
      expect(unescaped(written)).toBe(Buffer.from(original).toString('hex').toUpperCase());
    }),
  );
});
