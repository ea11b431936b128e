import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exponentialBound, exponentialIndex, MAX_SCALE } from '../../../src/store/columns/exponential-index.ts';

const scales = Array.from({ length: MAX_SCALE + 11 }, (_, i) => i - 10);
const smallestNormal = 2 ** -1022;

test('a power of two is the upper bound of its bucket at every scale', () => {
  for (const scale of scales.filter((scale) => scale >= 0)) {
    for (const octave of [-1022, -1021, -1, 0, 1, 10, 1023]) {
      expect(exponentialIndex(2 ** octave, scale)).toBe(octave * 2 ** scale - 1);
    }
  }
});

test('the double above a power of two is in the bucket above it, the one below where it was', () => {
  for (const octave of [-1000, -1, 0, 1, 1000]) {
    for (const scale of scales.filter((scale) => scale <= 0)) {
      const at = (value: number): number => exponentialIndex(value, scale);
      expect(at(2 ** octave * (1 + 2 ** -52))).toBe(octave >> -scale);
      expect(at(2 ** octave * (1 - 2 ** -53))).toBe((octave - 1) >> -scale);
    }
  }
});

test('what is below the smallest normal number goes with it', () => {
  for (const scale of scales) {
    const index = exponentialIndex(smallestNormal, scale);
    expect(exponentialIndex(Number.MIN_VALUE, scale)).toBe(index);
    expect(exponentialIndex(smallestNormal * (1 + 2 ** -52), scale)).toBeGreaterThanOrEqual(index);
  }
});

test('the greatest double is in the last bucket that ends within the range of doubles or just above', () => {
  expect(exponentialIndex(Number.MAX_VALUE, 0)).toBe(1023);
  expect(exponentialIndex(Number.MAX_VALUE, -10)).toBe(0);
  expect(exponentialIndex(Number.MAX_VALUE, 3)).toBe(1024 * 8 - 1);
  expect(exponentialIndex(Number.MAX_VALUE, MAX_SCALE)).toBe(2 ** 30 - 1);
  expect(exponentialBound(1024, 0)).toBe(Infinity);
});

test('a bucket holds its value, but for the rounding of the logarithm', () => {
  const value = fc.double({ min: smallestNormal, noNaN: true, noDefaultInfinity: true });
  const property = fc.property(value, fc.constantFrom(...scales), (value, scale) => {
    const index = exponentialIndex(value, scale);
    const slack = scale > 0 ? 1 + 1e-12 : 1;
    expect(exponentialBound(index, scale)).toBeLessThanOrEqual(value * slack);
    expect(exponentialBound(index + 1, scale) * slack).toBeGreaterThanOrEqual(value);
  });
  fc.assert(property, { numRuns: 1000 });
});

test('two neighbours of a scale are one bucket of the next', () => {
  const value = fc.double({ min: 0.001, max: 1000, noNaN: true });
  const property = fc.property(
    value,
    fc.constantFrom(...scales.filter((scale) => scale < MAX_SCALE)),
    (value, scale) => {
      // Away from bounds, where the logarithm may be rounded across one.
      const finer = exponentialIndex(value, scale + 1);
      const ratio = value / exponentialBound(finer, scale + 1);
      fc.pre(Math.abs(ratio - 1) > 1e-9 && Math.abs(value / exponentialBound(finer + 1, scale + 1) - 1) > 1e-9);
      expect(exponentialIndex(value, scale)).toBe(finer >> 1);
    },
  );
  fc.assert(property, { numRuns: 1000 });
});
