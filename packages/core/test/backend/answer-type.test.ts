import { expect, test } from 'vitest';
import { isAcknowledgement, isGenericType, mediaType } from '../../src/backend/answer-type.ts';

test('a media type is in lower case and without parameters, and one that is malformed is none', () => {
  expect(mediaType(' Text/HTML; charset=utf-8')).toBe('text/html');
  // Moto sends the third one.
  expect([undefined, null, 'text', '', ';', 'a/b/c'].map(mediaType)).toEqual(Array(6).fill(''));
});

test('a type says nothing if a server guesses it or leaves it out', () => {
  expect(['', 'text/plain', 'application/octet-stream'].map(isGenericType)).toEqual([true, true, true]);
  expect(['text/html', 'application/json', 'image/png'].map(isGenericType)).toEqual([false, false, false]);
});

test('a success is confirmed by nothing or by a word, but not by a page', () => {
  expect(
    ['', ' \r\n', 'OK', 'ok.\n', 'Accepted', 'success'].every((text) => isAcknowledgement(text, 'text/plain')),
  ).toBe(true);
  expect(isAcknowledgement('', 'application/json')).toBe(true);
  expect(isAcknowledgement('', 'text/html')).toBe(false);
  expect(isAcknowledgement('ok', 'text/html')).toBe(false);
  expect(isAcknowledgement('not ok', 'text/plain')).toBe(false);
});
