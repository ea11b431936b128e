import { expect, test } from 'vitest';
import { yieldPeriodically } from '../../src/time/yield-periodically.ts';

function* steps(count: number, milliseconds: number): Generator<undefined> {
  for (let i = 0; i < count; i++) {
    const until = performance.now() + milliseconds;
    while (performance.now() < until);
    yield;
  }
}

test('work that takes longer than a millisecond lets the event loop have its turn', async () => {
  let turns = 0;
  const count = setInterval(() => {
    turns += 1;
  }, 0);
  await yieldPeriodically(steps(6, 2));
  clearInterval(count);
  expect(turns).toBeGreaterThanOrEqual(3);
});

test('work without steps is done at once', async () => {
  let done = false;
  const working = yieldPeriodically([]).then(() => {
    done = true;
  });
  await Promise.resolve();
  await Promise.resolve();
  expect(done).toBe(true);
  await working;
});
