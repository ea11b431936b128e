import { expect, test } from 'vitest';
import { bounded, type LabelSchema, optional } from '../../src/labels/label-schema.ts';
import { LabelTypes } from '../../src/labels/label-types.ts';

function restored(schema: LabelSchema, given: readonly unknown[], text: string): unknown {
  const types = new LabelTypes(schema);
  for (const value of given) types.learn(0, value);
  return types.restore(0, text);
}

test.each<[given: unknown, text: string, value: unknown]>([
  [404, '404', 404],
  [404, 'other', 'other'],
  [404, '0404', '0404'],
  [404, '0.5', 0.5],
  [404, '-1', -1],
  [404, 'NaN', 'NaN'],
  [404, 'Infinity', 'Infinity'],
  [404, '', ''],
  [5n, '5', 5],
  [5n, '9007199254740993', '9007199254740993'],
  ['404', '404', '404'],
  [true, 'true', true],
  [true, 'false', false],
  [true, 'yes', 'yes'],
  ['true', 'true', 'true'],
])('of a label whose first value is %o, the text %o is the value %o', (given, text, value) => {
  expect(restored(['a'], [given], text)).toBe(value);
});

test('the first value decides, and an empty one does not', () => {
  expect(restored(['a'], ['', null, undefined, 404, 'text'], '5')).toBe(5);
  expect(restored(['a'], ['text', 404], '5')).toBe('5');
});

test('a value before the first one is text', () => {
  expect(restored(['a'], [], '5')).toBe('5');
});

test.each<[schema: LabelSchema, text: string, value: unknown]>([
  [{ a: [200, 404] }, '200', 200],
  [{ a: [200, 'other'] }, '200', 200],
  [{ a: [200, 'other'] }, 'other', 'other'],
  [{ a: ['200', '404'] }, '200', '200'],
  [{ a: [true, false] }, 'true', true],
  [{ a: optional([200, 404]) }, '404', 404],
])('values that the definition lists decide: %o, %o', (schema, text, value) => {
  expect(restored(schema, ['text', 5, true], text)).toBe(value);
});

test('a bounded label is open', () => {
  expect(restored({ a: bounded(5) }, [5], '5')).toBe(5);
});
