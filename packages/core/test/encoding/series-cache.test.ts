import { beforeEach, expect, it } from 'vitest';
import { SeriesCache } from '../../src/encoding/series-cache.ts';
import { Metrics } from '../../src/metrics.ts';
import type { Metric } from '../../src/snapshot/metric.ts';
import { MetricStore } from '../../src/store/metric-store.ts';

let metric: Metric;
let made: number;
let cache: SeriesCache<string>;

beforeEach(() => {
  const store = new MetricStore();
  new Metrics(store).counter('c');
  metric = store.metric('c')!;
  made = 0;
  cache = new SeriesCache((_metric, slot, created) => `${++made}: ${slot} since ${created}`);
});

it('keeps what was made of a series, but not for the next one in its slot', () => {
  expect(cache.of(metric, 3, 100, 110)).toBe('1: 3 since 100');
  expect(cache.of(metric, 3, 100, 120)).toBe('1: 3 since 100');
  expect(cache.of(metric, 3, 105, 120)).toBe('2: 3 since 105');
  expect(cache.of(metric, 2, 100, 120)).toBe('3: 2 since 100');
});

it('keeps nothing of a series that is as young as its snapshot', () => {
  expect(cache.of(metric, 0, 100, 100)).toBe('1: 0 since 100');
  expect(cache.of(metric, 0, 100, 110)).toBe('2: 0 since 100');
  expect(cache.of(metric, 0, 100, 120)).toBe('2: 0 since 100');
});
