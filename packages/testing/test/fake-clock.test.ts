import { expect, test } from 'vitest';
import { FakeClock } from '../src/fake-clock.ts';

test('both clocks advance together', async () => {
  const clock = new FakeClock({ wallSeconds: 1000, monotonicSeconds: 5 });
  await clock.advance(2.5);
  expect([clock.wallSeconds(), clock.monotonicSeconds()]).toEqual([1002.5, 7.5]);
});

test('setting the wall clock affects neither monotonic time nor scheduled tasks', async () => {
  const clock = new FakeClock({ wallSeconds: 1000 });
  const ran: number[] = [];
  clock.after(10, () => ran.push(clock.wallSeconds()));
  clock.setWall(50);
  expect([clock.wallSeconds(), clock.monotonicSeconds(), clock.pending]).toEqual([50, 0, 1]);
  await clock.advance(10);
  expect(ran).toEqual([60]);
});

test('ten tenths of a second are one second', async () => {
  const clock = new FakeClock();
  let runs = 0;
  clock.after(1, () => runs++);
  for (let tenth = 0; tenth < 10; tenth++) await clock.advance(0.1);
  expect([clock.monotonicSeconds(), runs]).toEqual([1, 1]);
});

test('tasks run in the order of their times, then of scheduling', async () => {
  const clock = new FakeClock();
  const ran: string[] = [];
  const note = (name: string) => () => ran.push(`${name}@${clock.monotonicSeconds()}`);
  clock.after(3, note('late'));
  clock.after(1, note('first'));
  clock.after(1, note('second'));
  clock.every(2, note('every'));
  await clock.advance(4);
  expect(ran).toEqual(['first@1', 'second@1', 'every@2', 'late@3', 'every@4']);
});

test('a task does not run before its time', async () => {
  const clock = new FakeClock();
  let runs = 0;
  clock.after(1, () => runs++);
  await clock.advance(0.999999);
  expect(runs).toBe(0);
  await clock.advance(0.000001);
  expect(runs).toBe(1);
});

test('a continuation between two tasks runs before the second one', async () => {
  const clock = new FakeClock();
  const ran: string[] = [];
  clock.after(1, () => {
    void Promise.resolve()
      .then(() => Promise.resolve())
      .then(() => ran.push(`continued@${clock.monotonicSeconds()}`));
  });
  clock.after(2, () => ran.push('second'));
  await clock.advance(2);
  expect(ran).toEqual(['continued@1', 'second']);
});

test('a task scheduled during the call runs in it if it is due', async () => {
  const clock = new FakeClock();
  const ran: number[] = [];
  clock.after(1, () => void Promise.resolve().then(() => clock.after(1, () => ran.push(clock.monotonicSeconds()))));
  await clock.advance(3);
  expect(ran).toEqual([2]);
});

test('a cancelled task does not run, and cancelling twice has no effect', async () => {
  const clock = new FakeClock();
  let runs = 0;
  const cancelLater = clock.after(5, () => runs++);
  const cancelEvery = clock.every(1, () => {
    runs += 100;
    cancelEvery();
    cancelLater();
  });
  expect(clock.pending).toBe(2);
  await clock.advance(10);
  cancelEvery();
  expect([runs, clock.pending]).toEqual([100, 0]);
});

test("an error in a task rejects the call at the task's time, and the clock keeps working", async () => {
  const clock = new FakeClock();
  clock.after(1, () => {
    throw new Error('no');
  });
  await expect(clock.advance(5)).rejects.toThrow('no');
  expect(clock.monotonicSeconds()).toBe(1);
  await clock.advance(4);
  expect(clock.monotonicSeconds()).toBe(5);
});

test('rejects endless tasks with a reason', async () => {
  const clock = new FakeClock();
  expect(() => clock.every(0, () => {})).toThrow('must be above 0 seconds');
  const again = (): void => void clock.after(0, again);
  again();
  await expect(clock.advance(1)).rejects.toThrow('reschedules itself after 0 s');
});

test('rejects negative, non-numeric and overlapping calls', async () => {
  const clock = new FakeClock();
  await expect(clock.advance(-1)).rejects.toThrow('must not be negative; use setWall()');
  await expect(clock.advance(Number.NaN)).rejects.toThrow('NaN must be a number of seconds');
  const first = clock.advance(1);
  await expect(clock.advance(1)).rejects.toThrow('await the previous call');
  await first;
  expect(clock.monotonicSeconds()).toBe(1);
});
