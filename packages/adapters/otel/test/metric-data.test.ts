import { expect, it } from 'vitest';
import { hrTimeOf } from '../src/metric-data.ts';

it('splits seconds and nanoseconds', () => {
  expect(hrTimeOf(1_700_000_000.25)).toEqual([1_700_000_000, 250_000_000]);
});

it('carries over a fraction that rounds up to a whole second', () => {
  expect(hrTimeOf(0.9999999999)).toEqual([1, 0]);
});
