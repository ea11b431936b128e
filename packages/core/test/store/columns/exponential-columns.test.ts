import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExponentialColumns } from '../../../src/store/columns/exponential-columns.ts';
import { recorded, stateOf } from './exponential-state.ts';

/** Powers of 1.5: far from all bounds, so that indexes are the same whichever scale they were found at. */
const value = fc
  .tuple(fc.integer({ min: -400, max: 400 }), fc.constantFrom(-1, 0, 1, 1, 1))
  .map(([exponent, sign]) => sign * 1.5 ** exponent + 0);
const values = fc.array(value, { maxLength: 60, size: 'max' });
/** Nearby ones, whose scale stays fine until others come. */
const closeValues = fc.array(
  fc.integer({ min: 1001, max: 1019 }).map((n) => n / 1000),
  { maxLength: 60, size: 'max' },
);
const anyValues = fc.oneof(values, closeValues);

test('a series starts at the finest scale and comes down when its buckets would be more than 160', () => {
  const columns = recorded([1.5]);
  expect(stateOf(columns)).toEqual({ scale: 20, zeros: 0, positive: { 613377: 1 }, negative: {} });
  columns.record(0, 1.5 * 2 ** (159 / 2 ** 20));
  expect([columns.scale(0), columns.positive.length(0)]).toEqual([20, 160]);
  columns.record(0, 1.5 * 2 ** (160.5 / 2 ** 20));
  expect(columns.scale(0)).toBe(19);
  columns.record(0, Number.MAX_VALUE);
  columns.record(0, Number.MIN_VALUE);
  expect([columns.scale(0), columns.positive.offset(0), columns.positive.length(0)]).toEqual([-4, -64, 128]);
});

test('both signs share the scale', () => {
  const columns = recorded([-1.5, 3, 3000]);
  const { scale, positive, negative } = stateOf(columns);
  expect(scale).toBe(4);
  expect(Object.values(positive)).toEqual([1, 1]);
  expect(negative).toEqual({ 9: 1 });
});

test('zeros of both signs have a bucket of their own, and no scale', () => {
  expect(stateOf(recorded([0, -0]))).toEqual({ scale: 0, zeros: 2, positive: {}, negative: {} });
});

test('a series does not touch the ones beside it', () => {
  const columns = new ExponentialColumns(3);
  const far = [1e-300, 1e300, -1e-300, -1e300, 1];
  for (const value of [...far, 3, -3, 0]) for (const slot of [0, 2]) columns.record(slot, value);
  expect(stateOf(columns, 1)).toEqual(stateOf(new ExponentialColumns(1)));
  columns.reset(0);
  expect(stateOf(columns, 0)).toEqual(stateOf(columns, 1));
  expect(stateOf(columns, 2)).toEqual(stateOf(recorded([...far, 3, -3, 0])));
});

test('a value for whose neighbour room was made gets room, too', () => {
  const columns = new ExponentialColumns(2);
  columns.record(0, 5);
  // The logarithm of the second is rounded up to 32 at scales above 0, and is 31 below.
  for (const value of [-1.2247208276643355e201, -4294967295.9999995]) columns.record(1, value);
  expect(columns.negative.length(1)).toBeLessThanOrEqual(160);
  expect([...columns.negative.counts(1)].filter((count) => count > 0)).toEqual([1, 1]);
  expect(stateOf(columns, 0)).toEqual(stateOf(recorded([5])));
});

test('buckets hold what was recorded, from the least to the greatest', () => {
  const buckets = recorded([2, 2, 0, -1, -5, 0.25]).populated(0);
  expect(buckets.map(({ count }) => count)).toEqual([1, 1, 1, 1, 2]);
  const ascending = buckets.flatMap(({ low, high }) => [low, high]);
  expect(ascending).toEqual([...ascending].sort((a, b) => a - b));
  expect(buckets[0]!.low).toBeLessThanOrEqual(-5);
  expect(buckets[0]!.high).toBeGreaterThanOrEqual(-5);
  expect(buckets[2]).toEqual({ low: 0, high: 0, count: 1 });
  expect(buckets[4]!.high).toBe(2);
});

test('merging two series is recording all of both into one', () => {
  const property = fc.property(anyValues, anyValues, (a, b) => {
    const merged = new ExponentialColumns(2);
    merged.merge(1, recorded(a), 0);
    merged.merge(1, recorded(b, 2, 3), 2);
    expect(stateOf(merged, 1)).toEqual(stateOf(recorded([...a, ...b])));
    expect(stateOf(merged, 0)).toEqual(stateOf(new ExponentialColumns(1)));
  });
  fc.assert(property, { numRuns: 300 });
});

test('what is left after taking away an earlier state is what came since, at the later scale', () => {
  const property = fc.property(anyValues, anyValues, (before, since) => {
    const columns = recorded(before);
    const earlier = columns.copy(1);
    const unchanged = stateOf(earlier);
    for (const value of since) columns.record(0, value);
    const change = columns.copy(1);
    change.subtract(0, earlier, 0);
    expect(stateOf(earlier)).toEqual(unchanged);
    expect(stateOf(columns)).toEqual(stateOf(recorded([...before, ...since])));
    const total = earlier.copy(1);
    total.merge(0, change, 0);
    expect(stateOf(total)).toEqual(stateOf(columns));
    const lengths = (['positive', 'negative'] as const).map((sign) => {
      const counts = [...change[sign].counts(0)];
      expect(counts.every((count) => count >= 0)).toBe(true);
      // Neither end is empty.
      expect(counts.length === 0 || (counts[0]! > 0 && counts.at(-1)! > 0)).toBe(true);
      return counts.reduce((sum, count) => sum + count, 0);
    });
    expect(lengths[0]! + lengths[1]! + change.zeros(0)).toBe(since.length);
  });
  fc.assert(property, { numRuns: 300 });
});

test('a copy is of one instant', () => {
  const columns = recorded([1, 0, -1]);
  const copy = columns.copy(1);
  const before = stateOf(columns);
  for (const value of [1e9, 0, -1e-9]) columns.record(0, value);
  expect(stateOf(copy)).toEqual(before);
});

test('growing keeps what there is and makes room for more', () => {
  const columns = recorded([1, 0, -1]);
  const before = stateOf(columns);
  columns.grow(3);
  expect(stateOf(columns)).toEqual(before);
  columns.record(2, 1e9);
  expect(stateOf(columns, 2)).toEqual(stateOf(recorded([1e9])));
});
