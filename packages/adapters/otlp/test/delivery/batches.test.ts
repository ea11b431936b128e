import { MetricStore, Metrics, type SeriesRange } from '@bot-metrics/core';
import { hasPoint } from '@bot-metrics/otel';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Batch, batchesOf, halvesOf, wholeRanges } from '../../src/delivery/batches.ts';
import { anySteps, StoreWithMetrics } from '../encoding/any-store.ts';

function counters(series: number): SeriesRange[] {
  const store = new MetricStore({ diagnostics: new CollectedDiagnostics() });
  const counter = new Metrics(store).counter('c', { labels: ['i'] });
  for (let i = 0; i < series; i++) counter.add(1, { i });
  return wholeRanges(store.openReader({ name: 'reader' }).snapshot().families);
}

/** Each point as `metric[slot]`. */
function pointsIn(ranges: readonly SeriesRange[]): string[] {
  return ranges.flatMap(({ family, from, to }) => {
    const slots = Array.from({ length: to - from }, (_, i) => from + i);
    const there = slots.filter((slot) => hasPoint(family, slot));
    return there.map((slot) => `${family.metric.definition.name}[${slot}]`);
  });
}

for (const temporality of ['cumulative', 'delta'] as const) {
  test(`every point is in one batch, and in one half of it (${temporality})`, () => {
    const property = fc.property(anySteps, fc.integer({ min: 1, max: 12 }), (steps, most) => {
      const snapshot = new StoreWithMetrics().snapshotAfter(steps, temporality, () => {});
      const ranges = wholeRanges(snapshot.families);
      const batches = [...batchesOf(ranges, () => most)];
      const all = (list: readonly Batch[]) => list.flatMap((batch) => pointsIn(batch.ranges));
      expect(all(batches)).toEqual(pointsIn(ranges));
      for (const batch of batches) {
        expect(batch.points).toBe(pointsIn(batch.ranges).length);
        expect(batch.points === 1 || batch.weight <= most).toBe(true);
        if (batch.points === 1) continue;
        const halves = halvesOf(batch);
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
  for (const { points } of batchesOf(counters(10), () => most)) {
    sizes.push(points);
    most = 2;
  }
  expect(sizes).toEqual([4, 2, 2, 2]);
  expect([...batchesOf(counters(0), () => 4)]).toEqual([]);
});
