import { expect, test } from 'vitest';
import { Timestamps } from '../../src/delivery/request.ts';

test('exports within a second have successive seconds', () => {
  const timestamps = new Timestamps();
  expect([100.2, 100.3, 100.9, 104].map((seconds) => timestamps.next(seconds))).toEqual([100, 101, 102, 104]);
});

test('timestamps follow a clock that was set back', () => {
  const timestamps = new Timestamps();
  expect([10_000, 9_999, 9_000].map((seconds) => timestamps.next(seconds))).toEqual([10_000, 10_001, 9_000]);
});

test('points are too old after an hour', () => {
  const timestamps = new Timestamps();
  expect([3600, 3601].map((now) => timestamps.isTooOld(0, now))).toEqual([false, true]);
});
