import { expect, test } from 'vitest';
import type { OtlpAttributes, OtlpMetric, OtlpMetricsRequest } from '../../src/otlp/metrics-request.ts';
import { SeriesStore } from '../../src/otlp/series-store.ts';
import { recordedRequest } from './recorded-export.ts';

const point = { attributes: {}, startTimeUnixNano: 0n, timeUnixNano: 0n, flags: 0, exemplars: [] };

function sum(aggregationTemporality: number, asDouble: number, attributes: OtlpAttributes = {}): OtlpMetric {
  const described = { name: 'sent', description: '', unit: '' };
  const dataPoints = [{ ...point, attributes, asDouble }];
  return { ...described, type: 'sum', aggregationTemporality, isMonotonic: true, dataPoints };
}

function request(metric: OtlpMetric, resource: OtlpAttributes = {}): OtlpMetricsRequest {
  const scope = { name: 'bot', version: '', attributes: {} };
  return { resourceMetrics: [{ resource: { attributes: resource }, scopeMetrics: [{ scope, metrics: [metric] }] }] };
}

function storeOf(...requests: readonly OtlpMetricsRequest[]): SeriesStore {
  const store = new SeriesStore();
  for (const each of requests) store.write(each);
  return store;
}

test('keeps the last cumulative value', () => {
  expect(storeOf(request(sum(2, 5)), request(sum(2, 8))).value('sent', {})).toBe(8);
});

test('adds up deltas', () => {
  expect(storeOf(request(sum(1, 5)), request(sum(1, 8))).value('sent', {})).toBe(13);
});

test('adds up delta histograms and replaces cumulative ones and gauges', () => {
  const store = storeOf(recordedRequest, recordedRequest);
  expect(store.names()).toEqual(['memory', 'posts.sent', 'query.duration', 'update.duration']);
  expect(store.value('memory', {})).toBe(41.5);
  expect(store.value('posts.sent', { ok: true, code: 200, kind: 'text' })).toBe(7);
  expect(store.value('update.duration', { type: 'message' })).toEqual({
    count: 6,
    sum: 3.5,
    bucketCounts: [2, 4, 0],
    bounds: [0.5, 1],
  });
  expect(store.value('query.duration', {})).toEqual({
    count: 6,
    sum: 5.5,
    scale: -1,
    zeroCount: 1,
    positive: { offset: -3, bucketCounts: [2, 0, 300] },
    negative: { offset: 0, bucketCounts: [1] },
  });
});

test('finds a series by all its attributes in any order', () => {
  const store = storeOf(request(sum(2, 1, { a: 'x', b: 2 })), request(sum(2, 4, { b: 2, a: 'x' })));
  expect(store.series('sent')).toHaveLength(1);
  expect(store.value('sent', { b: 2, a: 'x' })).toBe(4);
  expect(store.value('sent', { a: 'x' })).toBeUndefined();
  expect(store.value('sent', { a: 'x', b: '2' })).toBeUndefined();
});

test('two instances are two series, and asking for one value fails with a hint', () => {
  const store = storeOf(request(sum(2, 1), { id: 'a' }), request(sum(2, 2), { id: 'b' }));
  expect(store.series('sent').map(({ resource, value }) => [resource.id, value])).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
  expect(() => store.value('sent', {})).toThrow('2 series are called sent{}; use series(): sum of bot {"id":"a"} and');
});

test('a point without a value changes nothing, and a no-value flag ends the series', () => {
  const nothing: OtlpMetric = { name: 'sent', description: '', unit: '', type: 'gauge', dataPoints: [point] };
  expect(storeOf(request(nothing)).names()).toEqual([]);
  const gone: OtlpMetric = { ...nothing, dataPoints: [{ ...point, flags: 1 }] };
  expect(storeOf(request({ ...nothing, dataPoints: [{ ...point, asInt: 1n }] }), request(gone)).names()).toEqual([]);
});
