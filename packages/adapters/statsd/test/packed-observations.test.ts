import { expect, test } from 'vitest';
import { packedObservations } from '../src/packed-observations.ts';

test('packs as many values as fit into a line', () => {
  expect(packedObservations('a', ['1', '2', '3'], '|d|#b:ü', 100)).toEqual(['a:1:2:3|d|#b:ü']);
  expect(packedObservations('a', ['1', '2', '3'], '|d|#b:ü', 13)).toEqual(['a:1:2|d|#b:ü', 'a:3|d|#b:ü']);
  expect(packedObservations('a', ['1', '2', '3'], '|d', 1)).toEqual(['a:1|d', 'a:2|d', 'a:3|d']);
  expect(packedObservations('a', [], '|d', 100)).toEqual([]);
});
