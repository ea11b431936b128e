import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MetricDefinition } from '../../src/definition/metric-definition.ts';
import { MultiMetricsBackend } from '../../src/fan-out/multi-metrics-backend.ts';
import type { Labels } from '../../src/labels/label-schema.ts';
import { Metrics } from '../../src/metrics.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import type { View } from '../../src/views/view.ts';
import { Views } from '../../src/views/views.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { ReadingBackend } from '../reading-backend.ts';
import { missingIn, type Series, seriesIn } from '../series-of.ts';

const OVERFLOW = 'otel.metric.overflow=true';
const dropUser: View = { metric: '*', labels: { drop: ['user'] } };

function read(store: MetricStore, backend: string, name: string): Series {
  const snapshot = store.openReader({ name: backend }).snapshot();
  try {
    return seriesIn(snapshot, name);
  } finally {
    snapshot.release();
  }
}

function sizeOf(store: MetricStore, name: string): number {
  return [...store.metrics].find(({ definition }) => definition.name === name)!.index.size;
}

test.each<[what: string, views: readonly View[]]>([
  ['drops it', [dropUser]],
  ['keeps another', [{ metric: 'c', labels: { keep: ['kind'] } }]],
  [
    'gives it another name and drops that',
    [
      { metric: '*', labels: { rename: { user: 'id' } } },
      { metric: '*', labels: { drop: ['id'] } },
    ],
  ],
  [
    'hides the metric from the only backend that would keep it',
    [{ metric: 'c', backends: ['x'], enabled: false }, dropUser],
  ],
])('a label makes no series where a view for all backends %s', (_, views) => {
  const store = new MetricStore({ views, diagnostics: new KeptDiagnostics() });
  const counter = new Metrics(store).counter('c', { labels: ['kind', 'user'] });
  for (let user = 0; user < 5000; user++) for (const kind of ['a', 'b']) counter.add(1, { kind, user });
  expect(sizeOf(store, 'c')).toBe(2);
  expect(read(store, 'late', 'c')).toEqual({ 'kind=a': 5000, 'kind=b': 5000 });
});

test('of a label that every attached backend drops, further values spend nothing, and a later backend sees the rest', () => {
  const views: View[] = [
    { metric: 'c', backends: ['one'], labels: { drop: ['user'] } },
    { metric: 'c', backends: ['two'], labels: { keep: ['kind'] } },
  ];
  const diagnostics = new KeptDiagnostics();
  const multi = new MultiMetricsBackend([new ReadingBackend({ name: 'one' }), new ReadingBackend({ name: 'two' })], {
    views,
    diagnostics,
  });
  const counter = new Metrics(multi).counter('c', { labels: ['kind', 'user'], limit: 10 });
  for (let user = 0; user < 100; user++) for (const kind of ['a', 'b']) counter.add(1, { kind, user });
  for (const backend of ['one', 'two'])
    expect(read(multi.store, backend, 'c')).toEqual({ 'kind=a': 100, 'kind=b': 100 });
  const late = read(multi.store, 'late', 'c');
  expect(late).toMatchObject({ 'kind=a,user=0': 1, 'kind=a': 95, 'kind=b': 95 });
  expect(Object.keys(late)).toHaveLength(12);
  expect(diagnostics.codes).toEqual([]);
  // Now a backend sees it, and so it counts again.
  counter.add(1, { kind: 'a', user: 1000 });
  expect(read(multi.store, 'one', 'c')).toMatchObject({ [OVERFLOW]: 1 });
});

test('the view that a backend applies by itself hides a label as well', () => {
  class OneLabel extends ReadingBackend {
    override viewOf(): View {
      return { metric: '*', labels: { keep: ['kind'] } };
    }
  }
  const backend = new OneLabel();
  const counter = new Metrics(backend).counter('c', { labels: ['kind', 'user'], limit: 4 });
  for (let user = 0; user < 50; user++) counter.add(1, { kind: 'a', user });
  expect(backend.deliver('c')).toEqual({ 'kind=a': 50 });
});

test('a receiving backend that sees a label keeps it from being left out, and gets no more values than the limit', () => {
  const seen = new Set<string>();
  const receiving = {
    name: 'receiving',
    recordCounter: (_name: string, _value?: number, given?: Labels) => void seen.add(JSON.stringify(given)),
    setGauge() {},
    recordHistogram() {},
    getMetricsOutput: () => '',
    getContentType: () => '',
  };
  const views: View[] = [{ metric: 'c', backends: ['reading'], labels: { drop: ['user'] } }];
  const multi = new MultiMetricsBackend([new ReadingBackend(), receiving], {
    views,
    diagnostics: new KeptDiagnostics(),
  });
  const counter = new Metrics(multi).counter('c', { labels: ['user'], limit: 3 });
  for (let user = 0; user < 10; user++) counter.add(1, { user });
  expect([...seen]).toEqual(['{"user":0}', '{"user":1}', '{"user":2}', '{"otel.metric.overflow":"true"}']);
});

test('a gauge leaves a label out only where the last value is wanted', () => {
  const create = (merge: 'last' | 'max'): MetricStore => {
    const store = new MetricStore({ views: [{ ...dropUser, merge }], diagnostics: new KeptDiagnostics() });
    const gauge = new Metrics(store).gauge('g', { labels: ['user'] });
    for (const [user, value] of [5, 9, 7].entries()) gauge.set(value, { user });
    return store;
  };
  expect(sizeOf(create('last'), 'g')).toBe(1);
  expect(read(create('last'), 'reader', 'g')).toEqual({ '': 7 });
  expect(sizeOf(create('max'), 'g')).toBe(3);
  expect(read(create('max'), 'reader', 'g')).toEqual({ '': 9 });
});

test('a metric without a definition does not learn a label that no backend sees', () => {
  const store = new MetricStore({ views: [dropUser], diagnostics: new KeptDiagnostics() });
  for (let user = 0; user < 3000; user++) store.recordCounter('c', 1, { kind: 'a', user });
  expect(read(store, 'reader', 'c')).toEqual({ 'kind=a': 3000 });
  expect(sizeOf(store, 'c')).toBe(1);
});

test('removing one value of a label that is left out takes nothing from the others', () => {
  const store = new MetricStore({ views: [dropUser], diagnostics: new KeptDiagnostics() });
  const counter = new Metrics(store).counter('c', { labels: ['kind', 'user'] });
  for (const user of ['x', 'y']) counter.add(1, { kind: 'a', user });
  counter.remove({ kind: 'a', user: 'x' });
  expect(read(store, 'reader', 'c')).toEqual({ 'kind=a': 2 });
  counter.clear();
  expect(read(store, 'reader', 'c')).toEqual({});
});

test('a label that is left out is not an unknown one', () => {
  const diagnostics = new KeptDiagnostics();
  const store = new MetricStore({ views: [dropUser], diagnostics });
  const counter = new Metrics(store).counter('c', { labels: ['kind', 'user'] });
  counter.add(1, { kind: 'a', user: 'x' });
  expect(diagnostics.codes).toEqual([]);
});

// A model: totals by label set, projected by the labels that a backend's views keep.

const labels = ['kind', 'user', 'region'] as const;
type Label = (typeof labels)[number];
type Given = Readonly<Record<Label, number>>;

const anyNames = fc.subarray([...labels]);
const anyView: fc.Arbitrary<View> = fc.record(
  {
    metric: fc.constantFrom('c', '*', 'other'),
    backends: fc.subarray(['one', 'two', 'late']),
    labels: fc.oneof(
      anyNames.map((drop) => ({ drop })),
      anyNames.map((keep) => ({ keep })),
    ),
  },
  { requiredKeys: ['metric', 'labels'] },
);
const anyRecord = fc.record({
  kind: fc.nat(1),
  user: fc.nat(8),
  region: fc.nat(2),
  value: fc.integer({ min: 1, max: 9 }),
});

function keptLabels(views: readonly View[], backend: string): Label[] {
  const applied = views.filter(({ metric, backends }) => metric !== 'other' && (backends?.includes(backend) ?? true));
  return labels.filter((label) =>
    applied.every(({ labels: { keep, drop } = {} }) => keep?.includes(label) !== false && !drop?.includes(label)),
  );
}

function project(records: readonly (Given & { value: number })[], kept: readonly Label[]): Series {
  const series: Series = {};
  for (const record of records) {
    const key = labels
      .filter((label) => kept.includes(label))
      .map((label) => `${label}=${record[label]}`)
      .join(',');
    series[key] = (series[key] ?? 0) + record.value;
  }
  return series;
}

const total = (series: Series): number => Object.values(series).reduce((sum, value) => sum + value, 0);

test('whatever views drop, no record is lost, and none overflows while what any backend sees is within the limit', () => {
  fc.assert(
    fc.property(
      fc.array(anyView, { maxLength: 3 }),
      fc.array(anyRecord, { maxLength: 60, size: 'max' }),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom('facade', 'bound', 'string'),
      (views, records, limit, way) => {
        const one = new ReadingBackend({ name: 'one' });
        const two = new ReadingBackend({ name: 'two', temporality: 'delta' });
        const multi = new MultiMetricsBackend([one, two], { views, diagnostics: new KeptDiagnostics() });
        const counter = new Metrics(multi).counter('c', { labels, limit });
        for (const { value, ...given } of records) {
          if (way === 'facade') counter.add(value, given);
          else if (way === 'bound') counter.bind(given).add(value);
          else multi.recordCounter('c', value, given);
        }
        const late = new ReadingBackend({ name: 'late' });
        void multi.add(late);
        // What the attached backends see together; a label that only the late one sees may be left out over the limit.
        const seen = labels.filter((label) => ['one', 'two'].some((name) => keptLabels(views, name).includes(label)));
        const fits = Object.keys(project(records, seen)).length <= limit;
        for (const backend of [one, two]) {
          const series = backend.deliver('c');
          if (fits) expect(series).toEqual(project(records, keptLabels(views, backend.name)));
          expect(total(series)).toBe(total(project(records, [])));
        }
        const lateSeries = late.deliver('c');
        expect(total(lateSeries)).toBe(total(project(records, [])));
        if (Object.keys(project(records, labels)).length <= limit) {
          expect(lateSeries).toEqual(project(records, keptLabels(views, 'late')));
        }
        for (const account of Object.values(multi.accounts())) expect(missingIn(account)).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
});

test('labels are left out exactly where every backend of any name drops them', () => {
  const definition: MetricDefinition = { name: 'c', type: 'counter', labels };
  fc.assert(
    fc.property(fc.array(anyView, { maxLength: 4 }), (views) => {
      const isHidden = new Views(views).hiddenLabels(definition) ?? (() => false);
      const everyone = ['one', 'two', 'late', 'a name that no view has'];
      for (const label of labels) {
        expect(isHidden(label)).toBe(everyone.every((name) => !keptLabels(views, name).includes(label)));
      }
    }),
  );
});
