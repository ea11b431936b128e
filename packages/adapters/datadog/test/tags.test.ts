import { expect, test } from 'vitest';
import { createTag } from '../src/tags.ts';

test.each([
  ['status', 'ok', 'status:ok'],
  ['http.route', '/posts/:id', 'http.route:/posts/:id'],
  ['__proto__', 'x', 'tag___proto__:x'],
  ['9', 'x', 'tag_9:x'],
  ['a:b', 'c', 'a_b:c'],
  ['größe', 'groß', 'gr__e:groß'],
  ['text', 'ends with:', 'text:ends with_'],
])('the label %s with the value %s is the tag %s', (label, value, tag) => {
  expect(createTag(label, value)).toBe(tag);
});

test('a tag of more than 200 characters ends in a hash, so that it stays unique', () => {
  const [one, other] = ['a', 'b'].map((end) => createTag('text', 'x'.repeat(300) + end));
  expect(one).toMatch(/^text:x{178}_[0-9a-f]{16}$/);
  expect(one).toHaveLength(200);
  expect(other).not.toBe(one);
  expect(createTag('text', `${'x'.repeat(177)}${'👍'.repeat(50)}`)).toMatch(/^text:x{177}_[0-9a-f]{16}$/);
});
