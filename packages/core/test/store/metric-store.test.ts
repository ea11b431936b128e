import { beforeEach, expect, test } from 'vitest';
import type { Labels } from '../../src/labels/label-schema.ts';
import { Metrics } from '../../src/metrics.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { missingIn, seriesOf } from '../series-of.ts';

let diagnostics: KeptDiagnostics;
let store: MetricStore;

beforeEach(() => {
  diagnostics = new KeptDiagnostics();
  store = new MetricStore({ diagnostics });
});

test('an undeclared metric is defined by its first use', () => {
  store.recordCounter('sent', 2, { a: 'x' });
  store.recordCounter('sent');
  store.setGauge('depth', 5);
  store.recordHistogram('size', 7, { kind: 'k' });
  expect([...store.metrics].map(({ definition }) => [definition.name, definition.type, definition.labels])).toEqual([
    ['sent', 'counter', ['a']],
    ['depth', 'gauge', []],
    ['size', 'histogram', ['kind']],
  ]);
  expect(seriesOf(store, 'sent')).toEqual({ 'a=x': 2, '': 1 });
  expect(seriesOf(store, 'depth')).toEqual({ '': 5 });
  expect(seriesOf(store, 'size')).toEqual({ 'kind=k': 7 });
});

test('an undeclared metric learns the label names that later records bring, and keeps its series', () => {
  store.recordCounter('sent', 1, { a: 'x' });
  store.recordCounter('sent', 2, { a: 'x', b: 'y' });
  store.recordCounter('sent', 4, { c: 1, a: 'x' });
  store.recordCounter('sent', 8, { a: 'x' });
  store.recordCounter('sent', 16, { b: 'y', a: 'x' });
  expect(seriesOf(store, 'sent')).toEqual({ 'a=x': 9, 'a=x,b=y': 18, 'a=x,c=1': 4 });
});

test('an undeclared metric grows to sixteen label names; further ones are left out with one diagnostic', () => {
  const labels = (count: number): Labels => Object.fromEntries(Array.from({ length: count }, (_, i) => [`l${i}`, i]));
  store.recordCounter('at.once', 1, labels(20));
  for (let count = 1; count <= 18; count++) store.recordCounter('one.by.one', 1, labels(count));
  expect(Object.keys(seriesOf(store, 'at.once'))[0]!.split(',')).toHaveLength(16);
  expect(Object.values(seriesOf(store, 'one.by.one')).reduce((sum, value) => sum + value, 0)).toBe(18);
  expect(Object.keys(seriesOf(store, 'one.by.one')).at(-1)!.split(',')).toHaveLength(16);
  expect(diagnostics.codes).toContain('unknown_label');
});

test('label names grow while the metric folds over its budget, and totals stay exact', () => {
  for (let i = 0; i < 2010; i++) store.recordCounter('sent', 1, { a: i });
  store.recordCounter('sent', 1, { a: 0, b: 'new' });
  store.recordCounter('sent', 1, { a: 0 });
  const series = seriesOf(store, 'sent');
  expect(series['a=0']).toBe(2);
  expect(series['otel.metric.overflow=true']).toBe(11);
  expect(Object.values(series).reduce((sum, value) => sum + value, 0)).toBe(2012);
});

test('a record of another type is dropped as a conflict, with one diagnostic', () => {
  const reader = store.openReader({ name: 'reader' });
  store.recordCounter('sent', 1);
  for (let i = 0; i < 3; i++) store.setGauge('sent', 5);
  store.recordHistogram('sent', 5);
  expect(seriesOf(store, 'sent')).toEqual({ '': 1 });
  expect(reader.account()).toMatchObject({ offered: 5, pending: 1, dropped: { type_conflict: 4 } });
  expect(missingIn(reader.account())).toBe(0);
  expect(diagnostics.codes).toEqual(['type_conflict', 'type_conflict']);
});

test('the string API records into declared metrics, with their labels', () => {
  new Metrics(store).counter('sent', { labels: { status: ['ok', 'error'] } });
  store.recordCounter('sent', 3, { status: 'ok', extra: 1 });
  expect(seriesOf(store, 'sent')).toEqual({ 'status=ok': 3, 'status=error': 0 });
});

test('a record with an invalid name is dropped and reported', () => {
  store.recordCounter('9lives', 1);
  store.setGauge('', 1);
  expect(store.dropped.toObject()).toEqual({ invalid: 2 });
  expect([...store.metrics]).toEqual([]);
  expect(diagnostics.events[0]!.message).toContain('"9lives"');
});

test('a flood of names that cannot be is not a flood of diagnostics', () => {
  for (let i = 0; i < 1000; i++) store.recordCounter(`${i} lives`, 1);
  expect(store.dropped.toObject()).toEqual({ invalid: 1000 });
  expect(diagnostics.events.length).toBeLessThanOrEqual(10);
});

test('defining again in the same words gives the same metric, in others throws', () => {
  const metric = store.define({ name: 'sent', type: 'counter', labels: ['a'] });
  expect(store.define({ name: 'sent', type: 'counter', labels: ['a'], description: 'Sent.' })).toBe(metric);
  expect(() => store.define({ name: 'sent', type: 'gauge', labels: ['a'] })).toThrow('differently');
  expect(() => store.define({ name: 'a__b', type: 'gauge' })).toThrow('two underscores');
  expect([...store.metrics]).toEqual([metric]);
});

test('a listener hears of the metrics there are and of those to come, until it stops', () => {
  const heard: string[] = [];
  store.define({ name: 'before', type: 'counter' });
  const stop = store.onDefine(({ name }) => heard.push(name));
  store.define({ name: 'after', type: 'counter' });
  store.recordCounter('by.use', 1);
  store.recordCounter('by.use', 1);
  stop();
  store.define({ name: 'late', type: 'counter' });
  expect(heard).toEqual(['before', 'after', 'by.use']);
});

test('a definition that a listener refuses is not made; a record of it is dropped', () => {
  store.onDefine(({ name }) => {
    if (name === 'taken') throw new Error('taken already');
  });
  expect(() => store.define({ name: 'taken', type: 'counter' })).toThrow('taken already');
  store.recordCounter('taken', 1);
  expect([...store.metrics]).toEqual([]);
  expect(store.dropped.toObject()).toEqual({ invalid: 1 });
});

test('a reader of the same name and destination goes on where the last one stopped', () => {
  const first = store.openReader({ name: 'cloud', destination: 'https://a', temporality: 'delta' });
  store.recordCounter('sent', 1);
  first.snapshot().acknowledge();
  first.abandon('shutdown');
  store.recordCounter('sent', 1);
  const second = store.openReader({ name: 'cloud', destination: 'https://a', temporality: 'delta' });
  expect(second.account()).toEqual({ offered: 2, delivered: 1, pending: 1, dropped: {}, ambiguous: 0 });
  const elsewhere = store.openReader({ name: 'cloud', destination: 'https://b', temporality: 'delta' });
  expect(elsewhere.account()).toMatchObject({ offered: 2, delivered: 0, pending: 2 });
});

test('the account of a backend is that of where it sends to now, and a former one stays as it was', () => {
  const before = store.openReader({ name: 'cloud', destination: 'a' });
  store.recordCounter('sent', 1);
  before.abandon('shutdown');
  before.leave();
  store.openReader({ name: 'cloud', destination: 'b' });
  store.openReader({ name: 'other' });
  store.recordCounter('sent', 1);
  expect(store.account('cloud')).toMatchObject({ offered: 2, pending: 2, dropped: {} });
  expect(before.account()).toMatchObject({ offered: 1, pending: 0, dropped: { shutdown: 1 } });
  expect(store.openReader({ name: 'cloud', destination: 'a' }).account()).toMatchObject({ offered: 2, pending: 2 });
  expect(store.account('unknown')).toEqual({ offered: 0, delivered: 0, pending: 0, dropped: {}, ambiguous: 0 });
});
