import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findBucket, padBounds } from '../../../src/store/columns/bucket-search.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

test('a value falls into the bucket whose bounds are around it, however many there are', () => {
  const bounds = fc.uniqueArray(finite, { maxLength: 100, size: 'max', selector: (bound) => bound + 0 });
  const property = fc.property(bounds, finite, fc.nat(), (unsorted, other, pick) => {
    const sorted = Float64Array.from(unsorted).sort();
    for (const value of [other, sorted[pick % sorted.length] ?? other, Number.MAX_VALUE, -Number.MAX_VALUE]) {
      const above = sorted.filter((bound) => value > bound);
      expect(findBucket(padBounds(sorted), value)).toBe(above.length);
    }
  });
  fc.assert(property);
});

test.each([0, 1, 15, 16, 17, 31, 32, 33])('finds each of %i bounds', (length) => {
  const bounds = Float64Array.from({ length }, (_, i) => i);
  const found = Array.from({ length: length + 1 }, (_, i) => findBucket(padBounds(bounds), i));
  expect(found).toEqual(Array.from({ length: length + 1 }, (_, i) => i));
});
