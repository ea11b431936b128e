import { expect, test } from 'vitest';
import { rateOf, sampleWeights } from '../src/sample-weights.ts';

test('as long as they are few, each observation is a sample of its own', () => {
  expect(sampleWeights(0)).toEqual([]);
  expect(sampleWeights(1)).toEqual([1]);
  expect(sampleWeights(256)).toEqual(Array.from({ length: 256 }, () => 1));
});

test('a rest is strewn between samples of one weight', () => {
  const weights = sampleWeights(1003);
  expect(weights.length).toBe(252);
  expect(weights.filter((weight) => weight === 4).length).toBe(250);
  expect([weights[63], weights[189]]).toEqual([1, 2]);
});

test('however many they are, the samples are bounded and as a daemon reads their rates they add up to exactly the count', () => {
  for (const count of [1, 2, 3, 7, 257, 1000, 12_345_678, 2 ** 32 - 1, 2 ** 53 - 1]) {
    const weights = sampleWeights(count);
    const counted = weights.map((weight) => 1 / Number(/^\|@([\d.]+)$/.exec(rateOf(weight) || '|@1')?.[1]));
    expect(counted.reduce((sum, each) => sum + each, 0)).toBe(count);
    expect(weights.length).toBeLessThanOrEqual(256 + 45);
  }
});

test('a rate is written in plain digits', () => {
  expect([1, 2, 8].map(rateOf)).toEqual(['', '|@0.5', '|@0.125']);
  expect(rateOf(2 ** 40)).toMatch(/^\|@0\.0+\d+$/);
});
