import { expect, test } from 'vitest';
import { Metrics } from '../../../src/metrics.ts';
import type { HistogramFamily, SumFamily } from '../../../src/snapshot/snapshot.ts';
import { ColumnPool } from '../../../src/store/columns/column-pool.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';
import type { StoreReader } from '../../../src/store/reading/store-reader.ts';

test('a column that was given back holds the next copy of its length', () => {
  const pool = new ColumnPool();
  const first = pool.copy(Float64Array.of(1, 2, 3, 4), 3);
  expect([...first]).toEqual([1, 2, 3]);
  pool.release([first], 3);
  expect(pool.copy(Float64Array.of(5, 6, 7), 2).buffer).not.toBe(first.buffer);
  const again = pool.copy(Float64Array.of(5, 6, 7), 3);
  expect(again.buffer).toBe(first.buffer);
  expect([...again]).toEqual([5, 6, 7]);
  expect(pool.copy(Float64Array.of(5, 6, 7), 3).buffer).not.toBe(first.buffer);
});

test('columns of a metric that has grown since are let go of', () => {
  const pool = new ColumnPool();
  const small = pool.copy(Float64Array.of(1, 2), 2);
  pool.release([small], 2);
  pool.release([pool.copy(Float64Array.of(1, 2, 3), 3)], 3);
  expect(pool.copy(Float64Array.of(1, 2), 2).buffer).not.toBe(small.buffer);
});

test('of snapshots that were open at the same time the columns of one are kept', () => {
  const pool = new ColumnPool();
  const column = Float64Array.of(1, 2);
  const snapshots = [1, 2, 3].map(() => [pool.copy(column, 2), pool.copy(column, 2)]);
  const all = new Set(snapshots.flat().map(({ buffer }) => buffer));
  for (const snapshot of snapshots) pool.release(snapshot, 2);
  const copies = Array.from({ length: 6 }, () => pool.copy(column, 2));
  expect(copies.filter(({ buffer }) => all.has(buffer))).toHaveLength(2);
});

function recordedTwice(recycles: boolean): { first: SumFamily; second: SumFamily } {
  const store = new MetricStore();
  const counter = new Metrics(store).counter('c');
  const reader = store.openReader({ name: 'reader', recycles });
  counter.add(1);
  const first = settled(reader);
  counter.add(1);
  return { first, second: settled(reader) };
}

function settled(reader: StoreReader): SumFamily {
  const snapshot = reader.snapshot();
  snapshot.acknowledge();
  return snapshot.families[0] as SumFamily;
}

test('a snapshot stays as it is once it is settled, unless its reader says that nobody looks', () => {
  const kept = recordedTwice(false);
  expect([kept.first.values[0], kept.second.values[0]]).toEqual([1, 2]);
  const recycled = recordedTwice(true);
  const { created, counts, values } = recycled.first;
  expect([created, counts, values].map(({ buffer }) => buffer)).toContain(recycled.second.values.buffer);
  expect(recycled.second.values[0]).toBe(2);
});

test.each([
  ['cumulative', [1, 1]],
  ['delta', [1]],
] as const)('the exponential columns of a %s snapshot are used again', (temporality, expected) => {
  const store = new MetricStore();
  const histogram = new Metrics(store).histogram('h', { buckets: 'exponential' });
  const reader = store.openReader({ name: 'reader', temporality, recycles: true });
  const read = () => {
    const snapshot = reader.snapshot();
    const { exponential } = snapshot.families.find(({ kind }) => kind === 'histogram') as HistogramFamily;
    const counts = exponential!.populated(0).map(({ count }) => count);
    snapshot.acknowledge();
    return { counts, memory: exponential!.columns.map(({ buffer }) => buffer) };
  };
  histogram.record(2);
  const first = read();
  histogram.record(4);
  const second = read();
  expect(first.counts).toEqual([1]);
  expect(second.counts).toEqual(expected);
  expect(first.memory).toContain(second.memory[0]);
});

test('columns are used again while a metric grows by a few series', () => {
  const pool = new ColumnPool();
  const column = Float64Array.from({ length: 2000 }, (_, i) => i);
  const first = pool.copy(column, 1001);
  pool.release([first], 1001);
  const second = pool.copy(column, 1020);
  expect(second.buffer).toBe(first.buffer);
  expect([...second]).toEqual([...column.subarray(0, 1020)]);
});

test('what was prepared holds the copies of the next snapshot, and is not prepared again', () => {
  const pool = new ColumnPool();
  const lengths = [1000, 1000, 4000];
  const steps = [...pool.prepare(lengths, 1000)].length;
  // A step for each page of memory.
  expect(steps).toBe(2 + 2 + 8);
  expect([...pool.prepare(lengths, 1000)]).toEqual([]);
  const column = Float64Array.from({ length: 4000 }, (_, i) => i);
  const copies = lengths.map((length) => pool.copy(column, length));
  expect(copies.map((copy, i) => copy[lengths[i]! - 1])).toEqual([999, 999, 3999]);
  pool.release(copies, 1000);
  expect([...pool.prepare(lengths, 1000)]).toEqual([]);
  expect([...pool.prepare([...lengths, 1000], 1000)].length).toBe(2);
});

test.each(['cumulative', 'delta'] as const)(
  'a %s reader that collects has all memory that its snapshot takes',
  async (temporality) => {
    const store = new MetricStore();
    const metrics = new Metrics(store);
    const counter = metrics.counter('c', { labels: ['n'], limit: 3000 });
    const histogram = metrics.histogram('h', { labels: ['n'], limit: 3000, buckets: [1, 2] });
    for (let n = 0; n < 3000; n++) {
      counter.add(n, { n });
      histogram.record(n, { n });
    }
    const { pool } = store.metric('c')!;
    const reader = store.openReader({ name: 'reader', temporality, recycles: true });
    const snapshot = await reader.collect();
    const family = snapshot.families.find(({ kind }) => kind === 'sum') as SumFamily;
    expect(family.values[2999]).toBe(2999);
    snapshot.acknowledge();
    // The three columns of the snapshot, and no further ones.
    expect([...pool.prepare([3000, 3000, 3000], 3000)]).toEqual([]);
    expect([...pool.prepare([3000, 3000, 3000, 3000], 3000)]).not.toEqual([]);
    expect(reader.account()).toMatchObject({ delivered: 6000, pending: 0 });
  },
);
