import { bounded, Metrics } from '@bot-metrics/core';
import { MetricStore, type SeriesRange, type Snapshot } from '@bot-metrics/core/backend';
import { instrumentationScope } from '@bot-metrics/core/encoding';
import { resourceMetricsOf } from '@bot-metrics/otel';
import { CollectedDiagnostics, FakeClock, type OtlpMetricsRequest, readExport } from '@bot-metrics/testing';
import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RequestEncoder } from '../../src/encoding/request-encoder.ts';
import { formatOtlpJson } from '../../src/otlp-json.ts';
import { anySteps, StoreWithMetrics } from './any-store.ts';

const resource = { 'service.name': 'shop', replicas: 3, offset: -2, ratio: 0.5, canary: true };

function decoded(bytes: Uint8Array): OtlpMetricsRequest {
  return readExport('application/x-protobuf', {}, Buffer.from(bytes));
}

function encoded(encoder: RequestEncoder, snapshot: Snapshot, ranges: readonly SeriesRange[]): OtlpMetricsRequest {
  const pieces = encoder.encode(snapshot, ranges);
  for (let step = pieces.next(); ; step = pieces.next()) if (step.done === true) return decoded(step.value);
}

function everything(snapshot: Snapshot): SeriesRange[] {
  return snapshot.families.map((family) => ({ family, from: 0, to: family.slots }));
}

function byOpenTelemetry(snapshot: Snapshot, ranges: readonly SeriesRange[]): OtlpMetricsRequest {
  const metrics = resourceMetricsOf(snapshot, { resource: { attributes: resource }, ranges });
  return decoded(ProtobufMetricsSerializer.serializeRequest(metrics)!);
}

for (const temporality of ['cumulative', 'delta'] as const) {
  test(`formats the same JSON as OpenTelemetry's serializer (${temporality})`, () => {
    const property = fc.property(anySteps, (steps) => {
      const compare = (snapshot: Snapshot): void => {
        const metrics = resourceMetricsOf(snapshot, { resource: { attributes: resource } });
        const read = (json: string | Uint8Array) => readExport('application/json', {}, Buffer.from(json));
        expect(read(formatOtlpJson(metrics))).toEqual(read(JsonMetricsSerializer.serializeRequest(metrics)!));
      };
      compare(new StoreWithMetrics().snapshotAfter(steps, temporality, compare));
    });
    fc.assert(property, { numRuns: 100 });
  });

  test(`encodes the same as OpenTelemetry's serializer, whatever the batches (${temporality})`, () => {
    const property = fc.property(anySteps, fc.nat(8), fc.nat(8), (steps, a, b) => {
      const encoder = new RequestEncoder(resource);
      const compare = (snapshot: Snapshot): void => {
        const ranges = everything(snapshot).flatMap(({ family, to }) => [
          { family, from: 0, to: Math.min(a, to) },
          { family, from: Math.min(a, to), to: Math.min(a + b, to) },
        ]);
        const theirs = byOpenTelemetry(snapshot, ranges);
        const metrics = (request: OtlpMetricsRequest) =>
          request.resourceMetrics[0]?.scopeMetrics[0]?.metrics.filter(({ dataPoints }) => dataPoints.length > 0) ?? [];
        const ours = encoded(encoder, snapshot, ranges);
        expect(metrics(ours)).toEqual(metrics(theirs));
        expect(ours.resourceMetrics[0]?.resource).toEqual(theirs.resourceMetrics[0]?.resource);
      };
      compare(new StoreWithMetrics().snapshotAfter(steps, temporality, compare));
    });
    fc.assert(property, { numRuns: 200 });
  });
}

test('a large request is written in steps', () => {
  const store = new MetricStore({ diagnostics: new CollectedDiagnostics() });
  const metrics = new Metrics(store, { limit: 5000 });
  const counter = metrics.counter('requests', { labels: ['i'] });
  const histogram = metrics.histogram('drift', { labels: ['i'], buckets: 'exponential' });
  for (let i = 0; i < 2500; i++) counter.add(1, { i });
  for (let i = 0; i < 250; i++) histogram.record(1, { i });
  const snapshot = store.openReader({ name: 'reader' }).snapshot();
  const pieces = [...new RequestEncoder({}).encode(snapshot, everything(snapshot))];
  expect(pieces.length).toBe(9);
});

test('a series that reuses a slot is not confused with the removed one', async () => {
  const clock = new FakeClock();
  const store = new MetricStore({ clock, diagnostics: new CollectedDiagnostics() });
  const counter = new Metrics(store).counter('requests', { labels: ['a'] });
  const reader = store.openReader({ name: 'reader' });
  const encoder = new RequestEncoder({});
  const labels = (): unknown[] => {
    const snapshot = reader.snapshot();
    snapshot.release();
    const request = encoded(encoder, snapshot, everything(snapshot));
    const metrics = request.resourceMetrics.flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap(({ metrics }) => metrics),
    );
    return metrics.flatMap(({ dataPoints }) => dataPoints.map(({ attributes }) => attributes));
  };
  counter.add(1, { a: 'x' });
  expect(labels()).toEqual([{ a: 'x' }]);
  await clock.advance(1);
  for (const a of ['y', 'z']) {
    expect(labels()).not.toEqual([{ a }]);
    counter.clear();
    counter.add(1, { a });
    expect(labels()).toEqual([{ a }]);
    await clock.advance(1);
    expect(labels()).toEqual([{ a }]);
  }
});

test('a request with every kind of metric matches golden/request.txt', async () => {
  const clock = new FakeClock({ wallSeconds: 1_700_000_000 });
  let span: { traceId: string; spanId: string } | undefined;
  const exemplars = { activeSpan: () => span };
  const store = new MetricStore({ clock, diagnostics: new CollectedDiagnostics(), exemplars });
  const metrics = new Metrics(store);
  metrics
    .counter('posts.sent', { unit: '{post}', description: 'Posts sent', labels: ['kind'] })
    .add(3, { kind: 'photo' });
  metrics.upDownCounter('active').add(-2);
  metrics.gauge('depth', { unit: 'By' }).set(0.5);
  span = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
  metrics.counter('orders').add(1);
  metrics.histogram('duration', { unit: 's', buckets: [1, 5] }).record(2);
  for (const value of [-1, 0, 1, 4]) metrics.histogram('drift', { buckets: 'exponential' }).record(value);
  await clock.advance(10);
  const snapshot = store.openReader({ name: 'reader' }).snapshot();
  const request = encoded(new RequestEncoder(resource), snapshot, everything(snapshot));
  const readable = (_: string, value: unknown): unknown => {
    if (Array.isArray(value) && value.every((one) => typeof one === 'bigint')) return value.join(' ');
    return typeof value === 'bigint' ? String(value) : value;
  };
  await expect(`${JSON.stringify(request, readable, 2)}\n`).toMatchFileSnapshot('../golden/request.txt');
});

/** The points of the only metric, in the order of their series. */
function pointsOf(request: OtlpMetricsRequest) {
  return request.resourceMetrics[0]!.scopeMetrics[0]!.metrics[0]!.dataPoints;
}

test('a label arrives in the type of its first value, or of the values that its definition lists', () => {
  const store = new MetricStore({ diagnostics: new CollectedDiagnostics() });
  const labels = { status: bounded(50), ratio: bounded(50), ok: bounded(2), name: bounded(9), code: ['404'] } as const;
  const counter = new Metrics(store).counter('requests', { labels });
  counter.add(1, { status: 200, ratio: 0.5, ok: true, name: 'a', code: '404' });
  counter.add(1, { status: '404', ratio: -1, ok: 'false', name: 5, code: 404 as unknown as '404' });
  const snapshot = store.openReader({ name: 'reader' }).snapshot();
  const ranges = everything(snapshot);
  const ours = encoded(new RequestEncoder({}), snapshot, ranges);
  expect(pointsOf(ours).map(({ attributes }) => attributes)).toEqual([
    { status: 200, ratio: 0.5, ok: true, name: 'a', code: '404' },
    { status: 404, ratio: -1, ok: false, name: '5', code: '404' },
  ]);
  expect(pointsOf(byOpenTelemetry(snapshot, ranges))).toEqual(pointsOf(ours));
});

test('a number and its text are one series', () => {
  const store = new MetricStore({ diagnostics: new CollectedDiagnostics() });
  for (const status of [404, '404']) store.recordCounter('requests', 1, { status });
  const snapshot = store.openReader({ name: 'reader' }).snapshot();
  const points = pointsOf(encoded(new RequestEncoder({}), snapshot, everything(snapshot)));
  expect(points).toHaveLength(1);
  expect(points[0]).toMatchObject({ attributes: { status: 404 }, asDouble: 2 });
});

test('a view leaves labels in their type, and a mapped label is text', () => {
  const views = [{ metric: '*', labels: { drop: ['pod'], rename: { status: 'code' }, map: { port: { '80*': 80 } } } }];
  const store = new MetricStore({ diagnostics: new CollectedDiagnostics(), views });
  store.recordCounter('requests', 1, { status: 404, pod: 'a', port: 8080 });
  const snapshot = store.openReader({ name: 'reader' }).snapshot();
  const points = pointsOf(encoded(new RequestEncoder({}), snapshot, everything(snapshot)));
  expect(points.map(({ attributes }) => attributes)).toEqual([{ code: 404, port: '80' }]);
});

test('a metric keeps its type, whatever its values are from export to export', () => {
  const store = new MetricStore({ diagnostics: new CollectedDiagnostics() });
  const reader = store.openReader({ name: 'reader' });
  const encoder = new RequestEncoder({});
  const sent = [1, 0.5, 0.5, 2 ** 60].map((value) => {
    store.recordCounter('requests', value);
    const snapshot = reader.snapshot();
    snapshot.acknowledge();
    return pointsOf(encoded(encoder, snapshot, everything(snapshot)))[0];
  });
  expect(sent).toMatchObject([1, 1.5, 2, 2 ** 60 + 2].map((value) => ({ asDouble: value })));
  for (const point of sent) expect(point).not.toHaveProperty('asInt');
});

test('the scope has the version of the SDK', () => {
  const store = new MetricStore({ diagnostics: new CollectedDiagnostics() });
  store.recordCounter('requests', 1);
  const snapshot = store.openReader({ name: 'reader' }).snapshot();
  const ranges = everything(snapshot);
  const { scope } = encoded(new RequestEncoder({}), snapshot, ranges).resourceMetrics[0]!.scopeMetrics[0]!;
  expect(scope).toEqual({ name: '@bot-metrics/core', version: instrumentationScope.version, attributes: {} });
  expect(byOpenTelemetry(snapshot, ranges).resourceMetrics[0]!.scopeMetrics[0]!.scope).toEqual(scope);
});
