import { beforeEach, describe, expect, test } from 'vitest';
import type { MetricDefinition } from '../../src/definition/metric-definition.ts';
import { Metrics } from '../../src/metrics.ts';
import type { SeriesIncrement } from '../../src/store/merge-series.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import { FakeClock } from '../fake-clock.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { seriesOf } from '../series-of.ts';

let store: MetricStore;
let diagnostics: KeptDiagnostics;

beforeEach(() => {
  diagnostics = new KeptDiagnostics();
  store = new MetricStore({ clock: new FakeClock(), diagnostics });
});

const counter: MetricDefinition = { name: 'sent', type: 'counter', labels: ['kind'] };
const sizes: MetricDefinition = { name: 'sizes', type: 'histogram', buckets: [10, 20] };
const drift: MetricDefinition = { name: 'drift', type: 'histogram', buckets: 'exponential' };
const labels = [['kind', 'a']] as const;
const noBuckets = { offset: 0, bucketCounts: [] };

test('counters and up-down counters add up, with the number of their records', () => {
  new Metrics(store).counter('sent', { labels: ['kind'] }).add(1, { kind: 'a' });
  store.merge(counter, [{ labels, count: 3, value: 5 }]);
  store.merge({ name: 'open', type: 'upDownCounter' }, [{ labels: [], count: 1, value: -2 }]);
  expect(seriesOf(store, 'sent')).toEqual({ 'kind=a': 6 });
  expect(seriesOf(store, 'open')).toEqual({ '': -2 });
  store.openReader({ name: 'reader' });
  expect(store.account('reader').offered).toBe(5);
});

test('a gauge takes the merged value', () => {
  store.merge({ name: 'depth', type: 'gauge' }, [{ labels: [], count: 2, value: 7 }]);
  expect(seriesOf(store, 'depth')).toEqual({ '': 7 });
});

test('histograms merge bucket by bucket, explicit and exponential', () => {
  store.merge(sizes, [{ labels: [], count: 3, value: 40, buckets: [1, 1, 1], min: 5, max: 25 }]);
  store.merge(drift, [
    {
      labels: [],
      count: 2,
      value: 1,
      exponential: { scale: 0, zeroCount: 1, positive: { offset: -1, bucketCounts: [1] }, negative: noBuckets },
    },
  ]);
  const [first, second] = store.openReader({ name: 'reader' }).snapshot().families;
  expect(first).toMatchObject({
    buckets: Float64Array.of(1, 1, 1),
    minima: Float64Array.of(5),
    counts: Float64Array.of(3),
  });
  if (second?.kind !== 'histogram') throw new Error(second?.kind);
  expect(second.exponential?.populated(0)).toEqual([
    { low: 0, high: 0, count: 1 },
    { low: 0.5, high: 1, count: 1 },
  ]);
});

test('a metric of another type or with other buckets is refused', () => {
  store.define(counter);
  store.define(sizes);
  expect(() => store.merge({ ...counter, type: 'gauge' }, [])).toThrow(/is already defined differently/);
  expect(() => store.merge({ ...sizes, buckets: [10] }, [])).toThrow(/is already defined differently/);
});

test('a total that would leave the range of a double is counted as dropped', () => {
  store.merge(counter, [{ labels, count: 1, value: 1e308 }]);
  store.merge(counter, [{ labels, count: 1, value: 1e308 }]);
  expect(seriesOf(store, 'sent')).toEqual({ 'kind=a': 1e308 });
  expect(store.dropped.toObject()).toEqual({ invalid: 1 });
});

describe('an increment that is out of range is refused with all others of its metric', () => {
  const good = { labels, count: 1, value: 1 };
  const explicit = { labels: [], count: 1, value: 1, buckets: [1, 0, 0] };
  const exponential = { scale: 0, zeroCount: 1, positive: noBuckets, negative: noBuckets };
  const spread = { labels: [], count: 1, value: 1, exponential };

  test.each<[string, MetricDefinition, SeriesIncrement, object]>([
    ['labels', counter, good, { labels: 'kind' }],
    ['label pairs', counter, good, { labels: [['kind', null]] }],
    ['a negative count', counter, good, { count: -1 }],
    ['a fraction of a record', counter, good, { count: 0.5 }],
    ['a value of NaN', counter, good, { value: Number.NaN }],
    ['a negative value for a counter', counter, good, { value: -1 }],
    ['missing buckets', sizes, explicit, { buckets: undefined }],
    ['too few buckets', sizes, explicit, { buckets: [1, 0] }],
    ['buckets that do not add up to the count', sizes, explicit, { buckets: [1, 1, 0] }],
    ['a negative bucket', sizes, explicit, { buckets: [2, -1, 0] }],
    ['an infinite minimum', sizes, explicit, { min: -Infinity }],
    ['missing exponential buckets', drift, spread, { exponential: undefined }],
    ['a scale beyond the finest', drift, spread, { exponential: { ...exponential, scale: 21 } }],
    ['a scale that is not whole', drift, spread, { exponential: { ...exponential, scale: 0.5 } }],
    [
      'an offset beyond 32 bits',
      drift,
      spread,
      { exponential: { ...exponential, zeroCount: 0, positive: { offset: 2 ** 40, bucketCounts: [1] } } },
    ],
    ['zeros that do not add up to the count', drift, spread, { exponential: { ...exponential, zeroCount: 2 } }],
  ])('for %s', (_, definition, valid, broken) => {
    expect(() => store.merge(definition, [valid, { ...valid, ...broken }])).toThrow(
      expect.objectContaining({ code: 'invalid_definition' }),
    );
    expect(seriesOf(store, definition.name)).toEqual({});
    store.openReader({ name: 'reader' });
    expect(store.account('reader').offered).toBe(0);
    store.merge(definition, [valid]);
    expect(store.account('reader').offered).toBe(1);
  });
});
