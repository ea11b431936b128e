import { expect, it } from 'vitest';
import { statusOfErrorCode, statusOfThrown } from '../src/telegram-status.ts';

it('keeps the codes of the closed set and folds the rest', () => {
  const codes = [400, 401, 403, 404, 409, 429, 402, 418, 500, 504];
  const statuses = ['400', '401', '403', '404', '409', '429', 'other_4xx', 'other_4xx', '5xx', '5xx'];
  expect(codes.map(statusOfErrorCode)).toEqual(statuses);
});

it('tells an abort, bare or wrapped, from a network fault', () => {
  const abort = Object.assign(new Error('aborted'), { name: 'AbortError' });
  expect(statusOfThrown(abort)).toBe('aborted');
  expect(statusOfThrown({ error: abort })).toBe('aborted');
  expect(statusOfThrown(new DOMException('aborted', 'AbortError'))).toBe('aborted');
  expect(statusOfThrown(new TypeError('fetch failed'))).toBe('network');
  expect(statusOfThrown(undefined)).toBe('network');
});
