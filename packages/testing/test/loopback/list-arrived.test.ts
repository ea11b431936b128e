import { expect, test } from 'vitest';
import { listArrived } from '../../src/loopback/list-arrived.ts';

test('lists a few arrivals, and the last ten of many', () => {
  expect(listArrived('line', [])).toBe('no lines arrived');
  expect(listArrived('line', ['a:1|c'])).toBe('1 line arrived: "a:1|c"');
  const twelve = Array.from({ length: 12 }, (_, index) => `${index}`);
  expect(listArrived('call', twelve)).toBe(
    '12 calls arrived: the last 10: "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"',
  );
});
