import { expect, it } from 'vitest';
import { SeriesCache } from '../src/series-cache.ts';

it('keeps what was made of a series, but not for the next one in its slot', () => {
  const cache = new SeriesCache<string>();
  cache.keep(3, 100, 110, 'a');
  expect(cache.of(3, 100)).toBe('a');
  expect(cache.of(3, 105)).toBeUndefined();
  expect(cache.of(2, 100)).toBeUndefined();
});

it('keeps nothing of a series that is as young as its snapshot', () => {
  const cache = new SeriesCache<string>();
  cache.keep(0, 100, 100, 'a');
  expect(cache.of(0, 100)).toBeUndefined();
});
