import { expect, test } from 'vitest';
import { Arrivals, listArrived } from '../../src/loopback/arrivals.ts';

test('resolves at once if the condition already holds', async () => {
  await new Arrivals().waitFor(
    () => true,
    0,
    () => '',
  );
});

test('checks the condition on every change', async () => {
  const arrivals = new Arrivals();
  let arrived = 0;
  const waiting = arrivals.waitFor(
    () => arrived === 2,
    5,
    () => '',
  );
  arrived = 1;
  arrivals.changed();
  arrived = 2;
  arrivals.changed();
  await waiting;
});

test('reports what arrived instead when it times out', async () => {
  const waiting = new Arrivals().waitFor(
    () => false,
    0.01,
    () => '2 lines arrived',
  );
  await expect(waiting).rejects.toThrow('timed out after 0.01 s: 2 lines arrived');
});

test('passes an error of the condition to the waiting caller, not to the one that caused the change', async () => {
  const arrivals = new Arrivals();
  let broken = false;
  const waiting = arrivals.waitFor(
    () => {
      if (broken) throw new Error('the condition is wrong');
      return false;
    },
    5,
    () => '',
  );
  broken = true;
  arrivals.changed();
  await expect(waiting).rejects.toThrow('the condition is wrong');
});

test('closing ends every wait', async () => {
  const arrivals = new Arrivals();
  const waiting = arrivals.waitFor(
    () => false,
    5,
    () => '',
  );
  arrivals.close();
  await expect(waiting).rejects.toThrow('the server closed');
});

test('lists a few arrivals, and the last ten of many', () => {
  expect(listArrived('line', [])).toBe('no lines arrived');
  expect(listArrived('line', ['a:1|c'])).toBe('1 line arrived: "a:1|c"');
  const twelve = Array.from({ length: 12 }, (_, index) => `${index}`);
  expect(listArrived('call', twelve)).toBe(
    '12 calls arrived: the last 10: "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"',
  );
});
