import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startSecondsOf } from '../../src/encoding/point-facts.ts';
import { Metrics } from '../../src/metrics.ts';
import { hasSeries } from '../../src/snapshot/snapshot.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import { FakeClock } from '../fake-clock.ts';

const NOW = 1_700_000_000;

test('every point starts before its time and ends at it, whatever the clock does, and no series starts in the future', () => {
  const step = fc.record({
    setBy: fc.constantFrom(0, 0.001, 10, -0.001, -3600, 3600),
    user: fc.nat(3),
    clears: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1 }), (steps) => {
      const clock = new FakeClock();
      clock.wall = NOW;
      const store = new MetricStore({ clock });
      const metrics = new Metrics(store);
      const counter = metrics.counter('c', { labels: ['user'] });
      const histogram = metrics.histogram('h', { labels: ['user'] });
      const merged = { viewOf: () => ({ metric: 'c', labels: { keep: [] } }) };
      const readers = (['cumulative', 'delta'] as const).flatMap((temporality) => [
        store.openReader({ name: temporality, temporality }),
        store.openReader({ name: `merged ${temporality}`, temporality, ...merged }),
      ]);
      for (const { setBy, user, clears } of steps) {
        if (clears) counter.clear();
        counter.add(1, { user });
        histogram.record(1, { user });
        for (const reader of readers) {
          const snapshot = reader.snapshot();
          expect(snapshot.seconds).toBe(clock.wall);
          for (const family of snapshot.families) {
            for (let slot = 0; slot < family.slots; slot++) {
              if (!hasSeries(family, slot, family.temporality)) continue;
              const created = family.created[slot]!;
              expect(created).toBeLessThanOrEqual(snapshot.seconds);
              expect(startSecondsOf(family, created, snapshot)).toBeLessThan(snapshot.seconds);
            }
          }
          snapshot.acknowledge();
        }
        clock.wall += setBy;
      }
    }),
  );
});

test('the points of a delta reader follow one another without a gap', () => {
  const clock = new FakeClock();
  const store = new MetricStore({ clock });
  const counter = new Metrics(store).counter('c');
  const reader = store.openReader({ name: 'delta', temporality: 'delta' });
  const intervals: (readonly [start: number, end: number])[] = [];
  for (let i = 0; i < 3; i++) {
    clock.wall += 10;
    counter.add(1);
    const snapshot = reader.snapshot();
    const [family] = snapshot.families;
    intervals.push([startSecondsOf(family!, family!.created[0]!, snapshot), snapshot.seconds]);
    snapshot.acknowledge();
  }
  expect(intervals[1]![0]).toBe(intervals[0]![1]);
  expect(intervals[2]![0]).toBe(intervals[1]![1]);
});
