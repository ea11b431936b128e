import { expect, test } from 'vitest';
import { Packets } from '../src/packets.ts';

function filled(maxBytes: number, ending: '' | '\n', texts: readonly string[]): string[] {
  const packets = new Packets(maxBytes, ending);
  for (const text of texts) packets.add(text);
  return packets.take().map(String);
}

test('fills packets to the last byte and never splits a line', () => {
  expect(filled(7, '', ['aaa', 'bbb', 'ccc'])).toEqual(['aaa\nbbb', 'ccc']);
  expect(filled(6, '', ['aaa', 'bbb', 'ccc'])).toEqual(['aaa', 'bbb', 'ccc']);
});

test('ends every packet of a stream with a line feed, within the limit', () => {
  expect(filled(8, '\n', ['aaa', 'bbb', 'ccc'])).toEqual(['aaa\nbbb\n', 'ccc\n']);
  expect(filled(7, '\n', ['aaa', 'bbb'])).toEqual(['aaa\n', 'bbb\n']);
});

test('measures bytes, not characters', () => {
  const packets = new Packets(4, '');
  expect([packets.fits('üü'), packets.fits('üüa'), packets.fits('abcd'), packets.fits('abcde')]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(filled(5, '', ['üü', 'a'])).toEqual(['üü', 'a']);
});

test('returns no packet without a line', () => {
  expect(filled(10, '\n', [])).toEqual([]);
});
