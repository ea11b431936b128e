import { expect, test } from 'vitest';
import { metricName, tagOf } from '../src/naming.ts';
import { unitName } from '../src/units.ts';

test.each([
  ['http.server.request.duration', 'http.server.request.duration'],
  ['cache-hits', 'cache_hits'],
  ['disk/used', 'disk_used'],
])('the metric %s is %s', (name, expected) => {
  expect(metricName(name)).toBe(expected);
});

test.each([
  ['status', 'ok', 'status:ok'],
  ['http.route', '/posts/:id', 'http.route:/posts/:id'],
  ['__proto__', 'x', 'tag___proto__:x'],
  ['9', 'x', 'tag_9:x'],
  ['a:b', 'c', 'a_b:c'],
  ['größe', 'groß', 'gr__e:groß'],
  ['text', 'ends with:', 'text:ends with_'],
])('the label %s with the value %s is the tag %s', (label, value, tag) => {
  expect(tagOf(label, value)).toBe(tag);
});

test('what is longer than 200 characters ends in a hash of it, so that it is still its own', () => {
  const [one, other] = ['a', 'b'].map((end) => tagOf('text', 'x'.repeat(300) + end));
  expect(one).toMatch(/^text:x{178}_[0-9a-f]{16}$/);
  expect(one).toHaveLength(200);
  expect(other).not.toBe(one);
  expect(metricName(`m${'x'.repeat(199)}`)).toBe(`m${'x'.repeat(199)}`);
  expect(metricName('m'.repeat(201))).toHaveLength(200);
  expect(tagOf('text', `${'x'.repeat(177)}${'👍'.repeat(50)}`)).toMatch(/^text:x{177}_[0-9a-f]{16}$/);
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
])('the unit %s is %s', (unit, expected) => {
  expect(unitName(unit)).toBe(expected);
});
