import { expect, test } from 'vitest';
import { StageTimers } from '../../src/conformance/stage-timers.ts';

test('lets a deadline pass without an interval, and an interval without a deadline', async () => {
  const timers = new StageTimers();
  const called: string[] = [];
  timers.starting = true;
  timers.after(1, () => called.push('first tick'));
  timers.starting = false;
  timers.every(2, () => called.push('tick'));
  timers.after(5, () => called.push('deadline'));
  expect(timers.pending).toBe(3);
  await timers.deadlines.advance(5);
  expect(called).toEqual(['deadline']);
  await timers.intervals.advance(2);
  expect(called).toEqual(['deadline', 'first tick', 'tick']);
});
