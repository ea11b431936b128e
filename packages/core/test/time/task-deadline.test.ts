import { beforeEach, expect, test } from 'vitest';
import { TaskDeadline } from '../../src/time/task-deadline.ts';
import { FakeClock } from '../fake-clock.ts';

let clock: FakeClock;

beforeEach(() => {
  clock = new FakeClock();
});

/** Runs until it is aborted, and resolves with the reason. */
function untilAborted(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    const end = (): void => resolve(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}

test('a task that takes too long is aborted, with the reason', async () => {
  const aborted = new TaskDeadline(clock, 5).run(untilAborted);
  await clock.advance(5);
  expect(await aborted).toEqual(new Error('no complete answer within 5 s'));
});

test('a task that ends in time leaves no timer behind, whether it succeeds or fails', async () => {
  const deadline = new TaskDeadline(clock, 5);
  expect(await deadline.run(async () => 'done')).toBe('done');
  await expect(deadline.run(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(clock.pending).toBe(0);
});

test('closing aborts the task in flight, its wait, and every later task', async () => {
  const deadline = new TaskDeadline(clock);
  const aborted = deadline.run(untilAborted);
  const waiting = deadline.run((signal) => deadline.wait(60, signal));
  const reason = new Error('the backend was shut down');
  deadline.close(reason);
  await waiting;
  expect(await deadline.run(untilAborted)).toBe(reason);
  expect(clock.pending).toBe(0);
  void aborted;
});

test('a wait ends after its time', async () => {
  const deadline = new TaskDeadline(clock);
  let ended = false;
  const waiting = deadline
    .run((signal) => deadline.wait(2, signal))
    .then(() => {
      ended = true;
    });
  await clock.advance(1);
  expect(ended).toBe(false);
  await clock.advance(1);
  await waiting;
  expect(ended).toBe(true);
});
