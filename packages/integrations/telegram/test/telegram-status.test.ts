import { expect, it } from 'vitest';
import { classifyErrorCode, classifyThrown } from '../src/telegram-status.ts';

it('keeps the listed codes and folds the rest', () => {
  const codes = [400, 401, 403, 404, 409, 429, 402, 418, 500, 504];
  const statuses = ['400', '401', '403', '404', '409', '429', 'other_4xx', 'other_4xx', '5xx', '5xx'];
  expect(codes.map(classifyErrorCode)).toEqual(statuses);
});

it('distinguishes an abort, bare or wrapped, from a network failure', () => {
  const abort = Object.assign(new Error('aborted'), { name: 'AbortError' });
  expect(classifyThrown(abort)).toBe('aborted');
  expect(classifyThrown({ error: abort })).toBe('aborted');
  expect(classifyThrown(new DOMException('aborted', 'AbortError'))).toBe('aborted');
  expect(classifyThrown(new TypeError('fetch failed'))).toBe('network');
  expect(classifyThrown(undefined)).toBe('network');
});
