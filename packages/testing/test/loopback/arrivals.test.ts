import { expect, test } from 'vitest';
import { Arrivals } from '../../src/loopback/arrivals.ts';

test('a condition that already holds resolves at once', async () => {
  await new Arrivals().waitFor(
    () => true,
    0,
    () => '',
  );
});

test('a condition is asked again on each change', async () => {
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

test('a time-out says what arrived instead', async () => {
  const waiting = new Arrivals().waitFor(
    () => false,
    0.01,
    () => '2 lines arrived',
  );
  await expect(waiting).rejects.toThrow('waited 0.01 s in vain: 2 lines arrived');
});

test('an error of the condition reaches the one who waits, not the one who caused the change', async () => {
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
  await expect(waiting).rejects.toThrow('the server was closed');
});
