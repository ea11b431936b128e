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

test('each series keeps its own labels, whatever labels the metric was defined with', () => {
  new Metrics(store).counter('sent', { labels: { kind: ['a', 'b'] } }).add(1, { kind: 'a' });
  store.merge(counter, [{ labels: [...labels, ['region', 'eu']], count: 1, value: 10 }]);
  const other = [['region', 'eu'], ...labels] as const;
  store.merge({ ...counter, labels: ['region', 'kind'] }, [{ labels: other, count: 1, value: 100 }]);
  store.merge({ ...counter, labels: [] }, [{ labels: [], count: 1, value: 1000 }]);
  expect(seriesOf(store, 'sent')).toEqual({ 'kind=a': 1, 'kind=b': 0, 'kind=a,region=eu': 110, '': 1000 });
  new Metrics(store).counter('sent', { labels: { kind: ['a', 'b'] } }).add(1, { kind: 'a' });
  expect(seriesOf(store, 'sent')).toMatchObject({ 'kind=a': 2 });
});

test('a metric gets at most 64 label names, and the increments that would add more are refused', () => {
  const names = Array.from({ length: 65 }, (_, i) => [`label${i}`, 'x'] as const);
  expect(() => store.merge(counter, [{ labels: names, count: 1, value: 1 }])).toThrow(/more than 64 label names/);
  store.merge(counter, [{ labels: names.slice(0, 63), count: 1, value: 1 }]);
  expect(() => store.merge(counter, [{ labels: names.slice(63), count: 1, value: 1 }])).toThrow(/use fewer labels/);
  expect(Object.keys(seriesOf(store, 'sent'))).toHaveLength(1);
});

test('records that another process folded stay in the overflow series', () => {
  const overflow = [['otel.metric.overflow', 'true']] as const;
  store.merge({ ...counter, limit: 1 }, [{ labels: overflow, count: 2, value: 5 }]);
  store.merge(counter, [{ labels, count: 1, value: 1 }]);
  store.merge(counter, [{ labels: [['kind', 'b']], count: 3, value: 10 }]);
  expect(seriesOf(store, 'sent')).toEqual({ 'otel.metric.overflow=true': 15, 'kind=a': 1 });
  expect(store.metric('sent')).toMatchObject({ folded: 5, index: { names: ['kind'] } });
});

test('all records of an increment that cannot be added are counted as dropped, and the increment is returned', () => {
  const big = { labels, count: 4, value: 1e308 };
  expect(store.merge(counter, [big, big])).toEqual([big]);
  const series = (kind: string) => ({ labels: [['kind', kind]] as const, count: 3, value: 1 });
  const gauge: MetricDefinition = { name: 'depth', type: 'gauge', labels: ['kind'], limit: 1 };
  expect(store.merge(gauge, [series('a'), series('b')])).toEqual([series('b')]);
  expect(store.dropped.toObject()).toEqual({ invalid: 4, cardinality: 3 });
});

test('a metric with another unit is refused, and one without a unit takes the unit of the known metric', () => {
  store.merge({ ...counter, unit: 's' }, [{ labels, count: 1, value: 1 }]);
  store.merge(counter, [{ labels, count: 1, value: 1 }]);
  expect(() => store.merge({ ...counter, unit: 'ms' }, [{ labels, count: 1, value: 1 }])).toThrow(
    /unit "ms", before "s"/,
  );
  expect(seriesOf(store, 'sent')).toEqual({ 'kind=a': 2 });
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
    [
      'more buckets than a series has',
      drift,
      spread,
      {
        exponential: {
          ...exponential,
          zeroCount: 0,
          positive: { offset: 0, bucketCounts: Array(161).fill(0).with(0, 1) },
        },
      },
    ],
    ['zeros that do not add up to the count', drift, spread, { exponential: { ...exponential, zeroCount: 2 } }],
  ])('for %s', (_, definition, valid, broken) => {
    expect(() => store.merge(definition, [valid, { ...valid, ...broken }])).toThrow(
      expect.objectContaining({ code: 'invalid_definition' }),
    );
    expect(store.metric(definition.name)).toBeUndefined();
    store.openReader({ name: 'reader' });
    expect(store.account('reader').offered).toBe(0);
    store.merge(definition, [valid]);
    expect(store.account('reader').offered).toBe(1);
  });
});

test.each<[name: string, increment: unknown, definition?: MetricDefinition]>([
  ['a hole in the labels', { labels: new Array(1), count: 1, value: 1 }],
  ['a label listed twice', { labels: [...labels, ...labels], count: 1, value: 1 }],
  ['a count whose text throws', { labels, count: Object.create(null), value: 1 }],
  ['a value whose text throws', { labels, count: 1, value: Object.create(null) }],
  ['nothing', undefined],
  ['a minimum above the maximum', { labels: [], count: 1, value: 1, buckets: [1, 0, 0], min: 2, max: 1 }, sizes],
  [
    'an exponential layout without a sign',
    { labels: [], count: 1, value: 1, exponential: { scale: 0, zeroCount: 1 } },
    drift,
  ],
])('an increment with %s is refused with one error, and changes nothing', (_name, increment, definition = counter) => {
  expect(() => store.merge(definition, [increment as SeriesIncrement])).toThrow(`metric "${definition.name}": `);
  expect(store.metric(definition.name)).toBeUndefined();
});

test('a metric of the SDK itself takes nothing from another process', () => {
  store.defineInternal({ name: 'bot_metrics.own', type: 'counter' });
  expect(() => store.merge({ name: 'bot_metrics.own', type: 'counter' }, [{ labels: [], count: 1, value: 1 }])).toThrow(
    'metric "bot_metrics.own": it is a metric of the SDK itself; use another name',
  );
});
