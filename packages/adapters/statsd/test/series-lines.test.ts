import { expect, test } from 'vitest';
import { packObservations } from '../src/series-lines.ts';

test('packs as many values as fit into a line', () => {
  expect(packObservations('a', ['1', '2', '3'], '|d|#b:ü', 100)).toEqual(['a:1:2:3|d|#b:ü']);
  expect(packObservations('a', ['1', '2', '3'], '|d|#b:ü', 13)).toEqual(['a:1:2|d|#b:ü', 'a:3|d|#b:ü']);
  expect(packObservations('a', ['1', '2', '3'], '|d', 1)).toEqual(['a:1|d', 'a:2|d', 'a:3|d']);
  expect(packObservations('a', [], '|d', 100)).toEqual([]);
});
