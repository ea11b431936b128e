import { expect, test } from 'vitest';
import { cutText, labelText } from '../../src/labels/record-labels.ts';

test.each([
  ['text', 'text'],
  ['', ''],
  [200, '200'],
  [-0, '0'],
  [1e21, '1e+21'],
  [true, 'true'],
  [false, 'false'],
  [10n, '10'],
  [Number.NaN, 'NaN'],
  [undefined, ''],
  [null, ''],
])('the text of %o is %o', (value, text) => {
  expect(labelText(value)).toBe(text);
});

test.each([[{}], [[]], [Symbol('s')], [() => 'text']])('%o has no text', (value) => {
  expect(labelText(value)).toBeUndefined();
});

test('a text is cut between characters, not within one', () => {
  expect(cutText('abc', 3)).toBe('abc');
  expect(cutText('abcd', 3)).toBe('abc');
  expect(cutText('ab😀', 3)).toBe('ab');
  expect(cutText('a😀b', 3)).toBe('a😀');
});
