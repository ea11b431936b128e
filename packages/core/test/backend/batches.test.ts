import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Batch, batchesOf, halvesOf, wholeRanges } from '../../src/backend/batches.ts';
import { Metrics } from '../../src/metrics.ts';
import { hasSeries, type MetricFamily, type SeriesRange } from '../../src/snapshot/snapshot.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';

const weightOf = ({ kind }: MetricFamily): number => (kind === 'histogram' ? 3 : 1);

/** A snapshot of some counters and histograms, of which some have changed since the last one. */
function rangesOf(before: readonly number[], after: readonly number[], temporality: 'cumulative' | 'delta') {
  const store = new MetricStore({ diagnostics: new KeptDiagnostics() });
  const metrics = new Metrics(store);
  const instruments = ['a', 'b'].map((name) => metrics.counter(name, { labels: ['i'] }));
  const histogram = metrics.histogram('c', { buckets: [1], labels: ['i'] });
  const reader = store.openReader({ name: 'reader', temporality });
  const record = (series: readonly number[]): void => {
    for (const i of series) {
      if (i % 3 === 2) histogram.record(1, { i });
      else instruments[i % 3]?.add(1, { i });
    }
  };
  record(before);
  reader.snapshot().acknowledge();
  record(after);
  return wholeRanges(reader.snapshot().families);
}

function counters(series: number): SeriesRange[] {
  return rangesOf(
    [],
    Array.from({ length: series }, (_, i) => 3 * i),
    'cumulative',
  );
}

/** Each point as `metric[slot]`. */
function pointsIn(ranges: readonly SeriesRange[]): string[] {
  return ranges.flatMap(({ family, from, to }) => {
    const slots = Array.from({ length: to - from }, (_, i) => from + i);
    const there = slots.filter((slot) => hasSeries(family, slot, family.temporality));
    return there.map((slot) => `${family.metric.definition.name}[${slot}]`);
  });
}

const anySeries = fc.array(fc.nat(40), { maxLength: 40 });

for (const temporality of ['cumulative', 'delta'] as const) {
  test(`every point is in one batch, and in one half of it (${temporality})`, () => {
    const property = fc.property(anySeries, anySeries, fc.integer({ min: 1, max: 12 }), (before, after, most) => {
      const ranges = rangesOf(before, after, temporality);
      const batches = [...batchesOf(ranges, weightOf, () => most)];
      const all = (list: readonly Batch[]) => list.flatMap((batch) => pointsIn(batch.ranges));
      expect(all(batches)).toEqual(pointsIn(ranges));
      for (const batch of batches) {
        expect(batch.points).toBe(pointsIn(batch.ranges).length);
        expect(batch.points === 1 || batch.weight <= most).toBe(true);
        if (batch.points === 1) continue;
        const halves = halvesOf(batch, weightOf);
        expect(all(halves)).toEqual(all([batch]));
        expect(halves.every(({ points }) => points > 0 && points < batch.points)).toBe(true);
      }
    });
    fc.assert(property);
  });
}

test('batches are as large as they may be, and follow a limit that changes on the way', () => {
  let most = 4;
  const sizes: number[] = [];
  for (const { points } of batchesOf(counters(10), weightOf, () => most)) {
    sizes.push(points);
    most = 2;
  }
  expect(sizes).toEqual([4, 2, 2, 2]);
  expect([...batchesOf(counters(0), weightOf, () => 4)]).toEqual([]);
});
