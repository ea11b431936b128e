import fc from 'fast-check';
import { expect, test } from 'vitest';
import { excerpt } from '../../src/backend/excerpt.ts';

const token = 'glc_eyJvIjoiMSIsIm4iOiJ0ZXN0In0=';

test('a text becomes one line without control, format and half characters', () => {
  expect(excerpt('out\r\n\tof \u001b[31morder\u0000\u2028now\u202e\ud800')).toBe('out of [31morder now');
});

test('a long text is cut to 200 characters, and no character is halved', () => {
  expect(excerpt('x'.repeat(300))).toBe(`${'x'.repeat(199)}…`);
  expect(excerpt('😀'.repeat(300))).toBe(`${'😀'.repeat(99)}…`);
});

test('binary data is not quoted', () => {
  expect(excerpt(new TextDecoder().decode(new Uint8Array([31, 139, 8, 0, 0, 0, 255, 254, 7, 1])))).toBe('');
});

test('a secret that the receiver echoes is hidden: whole, in part, in other case, escaped, or in base64', () => {
  const secrets = [`Basic ${btoa(`7:${token}`)}`, `7:${token}`];
  const echoes = [
    token,
    `token=${token.slice(0, 12)}`,
    token.toUpperCase(),
    encodeURIComponent(token),
    btoa(`7:${token}`),
    `Basic ${btoa(`7:${token}`)}`,
  ];
  for (const echo of echoes)
    expect(excerpt(`invalid token "${echo}" here`, secrets)).toMatch(/^invalid token "[^"]{0,14}" here$/);
  expect(excerpt(`invalid token "${token}"`, secrets)).toBe('invalid token "***"');
});

test('a short secret is hidden where it is a word', () => {
  expect(excerpt('tenant 12 of 1200, password hunter2.', ['12', 'hunter2'])).toBe('tenant *** of 1200, password ***.');
});

test('no piece of 8 characters of a secret is ever shown, and the text stays one short line', () => {
  const secret = fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 }).filter((text) => !text.includes('*'));
  const property = fc.property(secret, fc.array(fc.string()), (key, words) => {
    const shown = excerpt(words.join(key), [key]);
    const line = excerpt(key, [], 1000);
    for (let at = 0; at + 8 <= line.length; at++) expect(shown).not.toContain(line.slice(at, at + 8));
    expect(shown.length).toBeLessThanOrEqual(200);
    expect(shown).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  });
  fc.assert(property, { numRuns: 500 });
});
