import { Metrics } from '@bot-metrics/core';
import { MetricStore, type Snapshot } from '@bot-metrics/core/backend';
import { CollectedDiagnostics, FakeClock } from '@bot-metrics/testing';
import { expect, it } from 'vitest';
import { type DataPoint, type ResourceMetrics, resourceMetricsOf } from '../src/index.ts';

function setUp() {
  const clock = new FakeClock();
  const store = new MetricStore({ clock, diagnostics: new CollectedDiagnostics() });
  return { clock, store, metrics: new Metrics(store) };
}

function mapped(snapshot: Snapshot): ResourceMetrics {
  return resourceMetricsOf(snapshot, { resource: { attributes: { 'service.name': 'shop' } } });
}

function listPoints(resourceMetrics: ResourceMetrics): DataPoint<unknown>[] {
  const metrics = resourceMetrics.scopeMetrics.flatMap((scopeMetrics) => scopeMetrics.metrics);
  return metrics.flatMap((metric): DataPoint<unknown>[] => metric.dataPoints);
}

it('includes resource and scope', async () => {
  const { store, metrics } = setUp();
  metrics.counter('bot.sent').add(1);
  const { resource, scopeMetrics } = mapped(await store.openReader({ name: 'x' }).collect());
  expect(resource.attributes).toEqual({ 'service.name': 'shop' });
  expect(resource.getRawAttributes()).toEqual([['service.name', 'shop']]);
  expect(scopeMetrics[0]?.scope).toEqual({
    name: '@bot-metrics/core',
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
  });
});

it('omits families without a series, and a scope without families', async () => {
  const { store, metrics } = setUp();
  metrics.counter('bot.sent', { labels: ['kind'] });
  expect(mapped(await store.openReader({ name: 'x' }).collect()).scopeMetrics).toEqual([]);
});

it('gives every metric the type double, whatever its values are', async () => {
  const { store, metrics } = setUp();
  metrics.counter('whole', { labels: ['kind'] }).add(1, { kind: 'a' });
  const mixed = metrics.counter('mixed', { labels: ['kind'] });
  mixed.add(1, { kind: 'a' });
  mixed.add(0.5, { kind: 'b' });
  metrics.counter('huge').add(2 ** 60);
  const { scopeMetrics } = mapped(await store.openReader({ name: 'x' }).collect());
  const types = scopeMetrics[0]?.metrics.map(({ descriptor }) => [descriptor.name, descriptor.valueType]);
  expect(types).toEqual([
    ['whole', 1],
    ['mixed', 1],
    ['huge', 1],
  ]);
});

it('returns the same attributes object for a series each time, and a new one for a series that reuses its slot', async () => {
  const { clock, store, metrics } = setUp();
  const reader = store.openReader({ name: 'x' });
  const sent = metrics.counter('bot.sent', { labels: ['kind'] });
  const attributes = async () => {
    const snapshot = await reader.collect();
    snapshot.release();
    return listPoints(mapped(snapshot))[0]?.attributes;
  };
  sent.add(1, { kind: 'text' });
  expect(await attributes()).toEqual({ kind: 'text' });
  await clock.advance(1);
  const first = await attributes();
  expect(await attributes()).toBe(first);
  sent.remove({ kind: 'text' });
  sent.add(1, { kind: 'photo' });
  expect(await attributes()).toEqual({ kind: 'photo' });
  sent.remove({ kind: 'photo' });
  sent.add(1, { kind: 'voice' });
  expect(await attributes()).toEqual({ kind: 'voice' });
});

it('marks the overflow series', async () => {
  const { store, metrics } = setUp();
  const sent = metrics.counter('bot.sent', { labels: ['kind'], limit: 1 });
  sent.add(1, { kind: 'a' });
  sent.add(1, { kind: 'b' });
  const points = listPoints(mapped(await store.openReader({ name: 'x' }).collect()));
  expect(points.map((point) => point.attributes)).toEqual([{ kind: 'a' }, { 'otel.metric.overflow': true }]);
});

it('treats label names that are special in JavaScript as ordinary attributes', async () => {
  const { store } = setUp();
  const labels = JSON.parse('{"__proto__":"x","constructor":"y"}');
  store.recordCounter('bot.sent', 1, labels);
  const [point] = listPoints(mapped(await store.openReader({ name: 'x' }).collect()));
  expect(Object.entries(point?.attributes ?? {})).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
});

it('omits minimum and maximum without an observation', async () => {
  const { store, metrics } = setUp();
  metrics.histogram('bot.duration', { buckets: [1], labels: { kind: ['a'] } });
  const [point] = listPoints(mapped(await store.openReader({ name: 'x' }).collect()));
  expect(point?.value).toEqual({ buckets: { boundaries: [1], counts: [0, 0] }, count: 0, sum: 0 });
});

it('starts a delta at the end of the last one, and every point before its end', async () => {
  const { clock, store, metrics } = setUp();
  const reader = store.openReader({ name: 'x', temporality: 'delta' });
  const sent = metrics.counter('bot.sent');
  sent.add(1);
  await clock.advance(0.25);
  (await reader.collect()).acknowledge();
  sent.add(2);
  clock.setWall(1_700_000_000);
  const snapshot = await reader.collect();
  expect(listPoints(mapped(snapshot))).toMatchObject([
    { value: 2, startTime: [1_699_999_999, 999_000_072], endTime: [1_700_000_000, 0] },
  ]);
});
