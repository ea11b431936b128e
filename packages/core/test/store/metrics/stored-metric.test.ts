import { beforeEach, expect, test } from 'vitest';
import type { Labels } from '../../../src/labels/label-schema.ts';
import { Metrics } from '../../../src/metrics.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';
import { KeptDiagnostics } from '../../kept-diagnostics.ts';
import { seriesOf } from '../../series-of.ts';

let diagnostics: KeptDiagnostics;
let store: MetricStore;
let metrics: Metrics;

beforeEach(() => {
  diagnostics = new KeptDiagnostics();
  store = new MetricStore({ diagnostics });
  metrics = new Metrics(store);
});

test('a number or boolean is the same value as its text, whichever came first', () => {
  const counter = metrics.counter('c', { labels: ['a'] });
  for (const a of [200, '200', true, 'true', 'false', false, 0, -0, '0', 1e21, '1e+21']) counter.add(1, { a });
  expect(seriesOf(store, 'c')).toEqual({ 'a=200': 2, 'a=true': 2, 'a=false': 2, 'a=0': 3, 'a=1e+21': 2 });
});

test('a missing label is the empty one and is shown nowhere', () => {
  const counter = metrics.counter('c', { labels: ['a', 'b'] as readonly string[] });
  counter.add(1, { a: '', b: 'x' });
  counter.add(2, { b: 'x' });
  counter.add(4, { a: '', b: '' });
  counter.add(8, {});
  counter.add(16);
  counter.add(32, { a: undefined, b: '' } as never);
  expect(seriesOf(store, 'c')).toEqual({ 'b=x': 3, '': 60 });
});

test('values that only look alike are different series', () => {
  const counter = metrics.counter('c', { labels: ['a', 'b'] });
  const labels: Labels[] = [
    { a: 'x,b=y', b: '' },
    { a: 'x', b: 'y' },
    { a: 'xy', b: '' },
    { a: '', b: 'xy' },
    { a: 'X', b: 'y' },
    { a: ' x', b: 'y' },
    { a: 'e\u0301', b: '' },
    { a: '\u00e9', b: '' },
    { a: '\ud800', b: '\0' },
  ];
  for (const { a = '', b = '' } of labels) counter.add(1, { a, b });
  const family = store.openReader({ name: 'r' }).snapshot().families[0]!;
  expect(family.slots).toBe(labels.length);
  labels.forEach((given, slot) => {
    expect(family.metric.labelsOf(slot)).toEqual(Object.entries(given).filter(([, value]) => value !== ''));
    expect(family.counts[slot]).toBe(1);
  });
});

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'a b"\\\n', '\u2028', '1'])(
  'a label may be called %j, and is absent where a record does not name it',
  (name) => {
    const counter = metrics.counter('c', { labels: [name] as readonly string[] });
    for (let i = 0; i < 3; i++) {
      counter.add(1, { [name]: 'x' });
      counter.add(10, {});
      counter.add(100);
    }
    expect(seriesOf(store, 'c')).toEqual({ [`${name}=x`]: 3, '': 330 });
  },
);

test('an unknown label is left out of a record that counts, with one diagnostic', () => {
  const counter = metrics.counter('c', { labels: ['a'] as readonly string[] });
  for (let i = 0; i < 5; i++) counter.add(1, { a: 'x', extra: i });
  expect(seriesOf(store, 'c')).toEqual({ 'a=x': 5 });
  expect(diagnostics.codes).toEqual(['unknown_label']);
});

test('inherited labels count like own ones, whether or not their series exists', () => {
  const inherited: Labels = Object.create({ a: 'x' });
  const counter = metrics.counter('c', { labels: ['a'] as readonly string[] });
  counter.add(1, inherited);
  counter.add(10, { a: 'x' });
  counter.add(1, inherited);
  expect(seriesOf(store, 'c')).toEqual({ 'a=x': 12 });
});

test('a small product of closed label sets starts at zero', () => {
  metrics.counter('c', { labels: { status: ['ok', 'error'], code: [1, 2], cached: [true] } });
  metrics.upDownCounter('u', { labels: { status: ['ok'] } });
  metrics.histogram('h', { labels: { status: ['ok'] } });
  metrics.gauge('g', { labels: { status: ['ok'] } });
  expect(seriesOf(store, 'c')).toEqual({
    'status=ok,code=1,cached=true': 0,
    'status=ok,code=2,cached=true': 0,
    'status=error,code=1,cached=true': 0,
    'status=error,code=2,cached=true': 0,
  });
  expect(seriesOf(store, 'u')).toEqual({ 'status=ok': 0 });
  expect(seriesOf(store, 'h')).toEqual({ 'status=ok': 0 });
  expect(seriesOf(store, 'g')).toEqual({});
});

test('records of closed labels count into the series that started at zero', () => {
  const counter = metrics.counter('c', { labels: { code: [200, 500] } });
  counter.add(2, { code: 200 });
  expect(seriesOf(store, 'c')).toEqual({ 'code=200': 2, 'code=500': 0 });
});

test('a product of a hundred starts at zero and one of a hundred and one does not', () => {
  const values = (count: number): string[] => Array.from({ length: count }, (_, i) => `v${i}`);
  metrics.counter('hundred', { labels: { a: values(10), b: values(10) } });
  metrics.counter('more', { labels: { a: values(101) } });
  expect(Object.keys(seriesOf(store, 'hundred'))).toHaveLength(100);
  expect(seriesOf(store, 'more')).toEqual({});
});

test('values with the same text start as one series', () => {
  const counter = metrics.counter('c', { labels: { code: [1, '1'] } });
  counter.add(1, { code: '1' });
  expect(seriesOf(store, 'c')).toEqual({ 'code=1': 1 });
});
