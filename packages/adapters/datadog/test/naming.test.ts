import { expect, test } from 'vitest';
import { convertName, convertUnit } from '../src/naming.ts';

test.each([
  ['http.server.request.duration', 'http.server.request.duration'],
  ['cache-hits', 'cache_hits'],
  ['disk/used', 'disk_used'],
])('the metric %s becomes %s', (name, expected) => {
  expect(convertName(name)).toBe(expected);
});

test('a name of more than 200 characters is shortened', () => {
  expect(convertName(`m${'x'.repeat(199)}`)).toBe(`m${'x'.repeat(199)}`);
  expect(convertName('m'.repeat(201))).toHaveLength(200);
});

test.each([
  ['s', 'second'],
  ['By', 'byte'],
  ['%', 'percent'],
  ['{request}', 'request'],
  ['{banana}', undefined],
  ['1', undefined],
  ['constructor', undefined],
  [undefined, undefined],
])('the unit %s becomes %s', (unit, expected) => {
  expect(convertUnit(unit)).toBe(expected);
});
