import { expect, test } from 'vitest';
import { sampleRates } from '../src/sample-rates.ts';

test('a single observation needs no rate', () => {
  expect(sampleRates(1)).toEqual(['']);
  expect(sampleRates(6)).toEqual(['|@0.5', '|@0.25']);
});

test('as a daemon reads them, the rates add up to exactly the count', () => {
  for (const count of [0, 1, 2, 3, 7, 1000, 12_345_678, 2 ** 53 - 1]) {
    const counted = sampleRates(count).map((rate) => (rate === '' ? 1 : 1 / Number(/^\|@([\d.]+)$/.exec(rate)?.[1])));
    expect(counted.reduce((sum, each) => sum + each, 0)).toBe(count);
  }
});
