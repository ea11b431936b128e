import { expect, test } from 'vitest';
import { labelText } from '../../src/labels/record-labels.ts';

test.each([
  ['text', 'text'],
  ['', ''],
  [200, '200'],
  [-0, '0'],
  [1e21, '1e+21'],
  [true, 'true'],
  [false, 'false'],
  [undefined, ''],
])('the text of %o is %o', (value, text) => {
  expect(labelText(value)).toBe(text);
});

test.each([[null], [{}], [[]], [10n], [Symbol('s')], [() => 'text']])('%o has no text', (value) => {
  expect(labelText(value)).toBeUndefined();
});
