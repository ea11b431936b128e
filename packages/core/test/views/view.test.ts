import fc from 'fast-check';
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

test('a pattern fits what the regular expression with any characters for each star fits', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, (pattern, text) => {
      const expression = new RegExp(`^${pattern.replaceAll('*', '[^]*')}$`);
      expect(matchesPattern(pattern, text)).toBe(expression.test(text));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['*bot*spider*crawler*', 'botspider'.repeat(20_000)],
  ['*a*a*a*a*a*a*a*a*b', 'a'.repeat(200_000)],
  [`${'*a'.repeat(50)}*b*`, 'a'.repeat(200_000)],
])('the pattern %s needs no time for a long text', (pattern, text) => {
  const started = performance.now();
  for (let i = 0; i < 10; i++) expect(matchesPattern(pattern, text)).toBe(false);
  expect(performance.now() - started).toBeLessThan(500);
});
