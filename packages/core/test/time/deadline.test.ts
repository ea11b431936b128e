import { expect, test } from 'vitest';
import { withinDeadline } from '../../src/time/deadline.ts';
import { FakeClock, settled } from '../fake-clock.ts';

test('a task in time gives its result, and leaves no timer behind', async () => {
  const clock = new FakeClock();
  expect(await withinDeadline('flush', 5, clock, () => 'at once')).toBe('at once');
  expect(await withinDeadline('flush', 5, clock, async () => 'later')).toBe('later');
  await settled();
  expect(clock.pending).toBe(0);
});

test.each([
  [
    'throws',
    () => {
      throw new Error('no');
    },
  ],
  [
    'rejects',
    async () => {
      throw new Error('no');
    },
  ],
])('a task that %s rejects, and leaves no timer behind', async (_, task) => {
  const clock = new FakeClock();
  await expect(withinDeadline('flush', 5, clock, task)).rejects.toThrow('no');
  await settled();
  expect(clock.pending).toBe(0);
});

test('a task that hangs is given up at the deadline and not before', async () => {
  const clock = new FakeClock();
  let outcome = 'open';
  withinDeadline('flush of "a"', 5, clock, () => new Promise(() => {})).catch(
    (error: { code: string; message: string }) => {
      outcome = `${error.code}: ${error.message}`;
    },
  );
  await clock.advance(4.9);
  expect(outcome).toBe('open');
  await clock.advance(0.1);
  await settled();
  expect(outcome).toBe('deadline_exceeded: flush of "a" did not end within 5 s');
});

test("what a task rejects with after the deadline is nobody's unhandled rejection", async () => {
  const clock = new FakeClock();
  let breakIt = (_error: Error): void => {};
  const task = new Promise<void>((_, reject) => {
    breakIt = reject;
  });
  const outcome = expect(withinDeadline('flush', 1, clock, () => task)).rejects.toThrow('did not end');
  await clock.advance(1);
  await outcome;
  breakIt(new Error('late'));
  await settled();
  expect(clock.pending).toBe(0);
});
