import { expect, test, vi } from 'vitest';
import { nextTurn, yieldPeriodically } from '../../src/time/yield-periodically.ts';

function* steps(count: number, milliseconds: number): Generator<undefined, number> {
  for (let i = 0; i < count; i++) {
    const until = performance.now() + milliseconds;
    while (performance.now() < until);
    yield;
  }
  return count;
}

test('work that takes longer than a millisecond gives the event loop turns and returns its result', async () => {
  let turns = 0;
  const count = setInterval(() => {
    turns += 1;
  }, 0);
  expect(await yieldPeriodically(steps(6, 2))).toBe(6);
  clearInterval(count);
  expect(turns).toBeGreaterThanOrEqual(3);
});

test('work without steps is done at once', async () => {
  let done = false;
  const working = yieldPeriodically(steps(0, 0)).then(() => {
    done = true;
  });
  await Promise.resolve();
  await Promise.resolve();
  expect(done).toBe(true);
  await working;
});

test('a runtime without setImmediate takes its turns with a timer', async () => {
  vi.stubGlobal('setImmediate', undefined);
  let ended = false;
  try {
    const turn = nextTurn().then(() => {
      ended = true;
    });
    await Promise.resolve();
    expect(ended).toBe(false);
    await turn;
  } finally {
    vi.unstubAllGlobals();
  }
  expect(ended).toBe(true);
});
