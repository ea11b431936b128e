import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IntervalMaximum } from '../src/interval-maximum.ts';

it('has the maximum of each interval, whatever other readers read meanwhile', () => {
  const event = fc.record({ after: fc.integer({ min: 1, max: 20 }), max: fc.nat(100), reader: fc.nat(2) });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30, size: 'max' }), (events) => {
      const maximum = new IntervalMaximum();
      const delays: { at: number; max: number }[] = [];
      const readAt = [0, 0, 0];
      let now = 0;
      for (const { after, max, reader } of events) {
        now += after;
        maximum.add(now, max);
        delays.push({ at: now, max });
        const since = readAt[reader]!;
        expect(maximum.since(since)).toBe(Math.max(...delays.filter(({ at }) => at > since).map((delay) => delay.max)));
        readAt[reader] = now;
        expect(maximum.since(now)).toBeUndefined();
      }
    }),
  );
});

it('keeps ten minutes, and no more than a thousand maxima', () => {
  const maximum = new IntervalMaximum();
  maximum.add(0, 100);
  maximum.add(600, 5);
  expect(maximum.since(-1)).toBe(100);
  maximum.add(601, 1);
  expect(maximum.since(-1)).toBe(5);
  for (let i = 0; i < 5000; i++) maximum.add(602 + i / 100, i === 10 ? 50 : 1);
  expect(maximum.since(0)).toBe(50);
  expect(maximum.since(652 - 0.05)).toBe(1);
});
