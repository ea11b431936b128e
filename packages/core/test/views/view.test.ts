import { expect, test } from 'vitest';
import { matchesPattern } from '../../src/views/view.ts';

test.each([
  ['http.requests', 'http.requests', true],
  ['http.requests', 'http_requests', false],
  ['http.*', 'http.server.duration', true],
  ['http.*', 'https', false],
  ['*', '', true],
  ['*.duration', 'db.duration', true],
  ['*.duration', 'db.duration.max', false],
  ['a*c*e', 'abcde', true],
  ['a*c*e', 'abde', false],
  ['2*', '204', true],
  ['a+(b)*', 'a+(b)c', true],
  ['a*', 'a\nb', true],
])('the pattern %s and the text %j: %s', (pattern, text, fits) => {
  expect(matchesPattern(pattern, text)).toBe(fits);
});
