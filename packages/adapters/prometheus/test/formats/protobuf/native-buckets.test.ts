import { Metrics } from '@bot-metrics/core';
import { type HistogramFamily, MetricStore } from '@bot-metrics/core/backend';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chooseSchema, type NativeBuckets, toNativeBuckets } from '../../../src/formats/protobuf/native-buckets.ts';

function columnsOf(values: readonly number[]): NonNullable<HistogramFamily['exponential']> {
  const store = new MetricStore({ diagnostics: new CollectedDiagnostics() });
  const sizes = new Metrics(store).histogram('sizes', { buckets: 'exponential' });
  for (const value of values) sizes.record(value);
  const [family] = store.openReader({ name: 'reader' }).snapshot().families;
  if (family?.kind !== 'histogram' || family.exponential === undefined) throw new Error('no exponential buckets');
  return family.exponential;
}

/** Counts by bucket index, as Prometheus reads spans and differences. */
function read({ spans, deltas }: NativeBuckets): Map<number, number> {
  const counts = new Map<number, number>();
  const left = [...deltas];
  let index = 0;
  let count = 0;
  for (const { offset, length } of spans) {
    index += offset;
    for (let i = 0; i < length; i++) {
      count += left.shift() ?? Number.NaN;
      counts.set(index++, count);
    }
  }
  expect(left).toEqual([]);
  return counts;
}

it('gives runs of buckets, with a gap between them', () => {
  // Scale 8: 2^(1/256) between bounds. 1 lies in the bucket that ends at 1, 2 in the one that ends at 2.
  const columns = columnsOf([1, 1, 1, 2, 2.001]);
  const { schema, buckets } = { schema: chooseSchema(columns, 0), buckets: toNativeBuckets(columns, 'positive', 0) };
  expect(schema).toBeLessThanOrEqual(8);
  expect([...read(buckets)]).toEqual([
    [0, 3],
    [2 ** schema, 1],
    [2 ** schema + 1, 1],
  ]);
  expect(buckets.spans).toEqual([
    { offset: 0, length: 1 },
    { offset: 2 ** schema - 1, length: 2 },
  ]);
});

it('has every value in the bucket whose bounds Prometheus computes for it', () => {
  // Without subnormal numbers, for which the bounds that the test computes are too coarse.
  const value = fc.double({ noNaN: true, min: -1e9, max: 1e9 }).filter((each) => each === 0 || Math.abs(each) > 1e-300);
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), (values) => {
      const columns = columnsOf(values);
      const schema = chooseSchema(columns, 0);
      expect(schema).toBeGreaterThanOrEqual(-4);
      const counts = {
        positive: read(toNativeBuckets(columns, 'positive', 0)),
        negative: read(toNativeBuckets(columns, 'negative', 0)),
      };
      const base = 2 ** (2 ** -schema);
      for (const [sign, buckets] of Object.entries(counts)) {
        for (const [index, count] of buckets) {
          // A hair wider: the bounds here are computed with rounding.
          const [low, high] = [base ** (index - 1) * (1 - 1e-9), base ** index * (1 + 1e-9)];
          const inside = values.filter((each) => {
            const size = sign === 'positive' ? each : -each;
            return size > 0 && size >= low && size <= high;
          });
          expect(inside.length).toBeGreaterThanOrEqual(count);
        }
      }
      const all = [...counts.positive.values(), ...counts.negative.values()].reduce((sum, count) => sum + count, 0);
      expect(all + columns.zeros(0)).toBe(values.length);
    }),
    { numRuns: 300 },
  );
});

it('has no run where there are no values of a sign', () => {
  expect(toNativeBuckets(columnsOf([0]), 'positive', 0)).toEqual({ spans: [], deltas: [] });
});
