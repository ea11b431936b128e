import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock, systemScheduler } from '../../src/time/clock.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('both hands tell seconds', () => {
  vi.setSystemTime(1_700_000_000_250);
  expect(systemClock.wallSeconds()).toBe(1_700_000_000.25);
  const before = systemClock.monotonicSeconds();
  vi.advanceTimersByTime(1500);
  expect(systemClock.monotonicSeconds() - before).toBeCloseTo(1.5);
});

test('a task runs once, after its seconds, unless it is cancelled', () => {
  let runs = 0;
  const cancel = systemScheduler.after(2, () => (runs += 1));
  const cancelOther = systemScheduler.after(1, () => (runs += 100));
  cancelOther();
  vi.advanceTimersByTime(1999);
  expect(runs).toBe(0);
  vi.advanceTimersByTime(10_000);
  expect(runs).toBe(1);
  cancel();
});

test('a task repeats until it is cancelled, also from within', () => {
  let runs = 0;
  const cancel = systemScheduler.every(1, () => {
    runs += 1;
    if (runs === 3) cancel();
  });
  vi.advanceTimersByTime(10_000);
  expect(runs).toBe(3);
  expect(vi.getTimerCount()).toBe(0);
});

test('a timer does not keep the process alive', () => {
  vi.useRealTimers();
  const active = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = active();
  const cancel = systemScheduler.every(1000, () => {});
  expect(active()).toBe(before);
  cancel();
});

test('an interval longer than a timer can hold is not a busy loop', () => {
  let runs = 0;
  const cancel = systemScheduler.every(30 * 86_400, () => (runs += 1));
  vi.advanceTimersByTime(1000);
  cancel();
  expect(runs).toBe(0);
});
