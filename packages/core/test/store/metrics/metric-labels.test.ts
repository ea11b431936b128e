import { beforeEach, describe, expect, test } from 'vitest';
import type { Labels } from '../../../src/labels/label-schema.ts';
import { Metrics } from '../../../src/metrics.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';
import { KeptDiagnostics } from '../../kept-diagnostics.ts';
import { RecordedCalls } from '../../recorded-calls.ts';
import { seriesOf } from '../../series-of.ts';

let diagnostics: KeptDiagnostics;
let store: MetricStore;
let metrics: Metrics;

beforeEach(() => {
  diagnostics = new KeptDiagnostics();
  store = new MetricStore({ diagnostics });
  metrics = new Metrics(store);
});

const messages = (): string[] => diagnostics.events.map(({ message }) => message);

describe('an unknown label', () => {
  const odd = { a: 'x', typo: 'y' } as unknown as { a: string };

  test('beside those of a known series is reported once, with the metric and the label', () => {
    const counter = metrics.counter('c', { labels: ['a'] });
    counter.add(1, { a: 'x' });
    for (let i = 0; i < 5; i++) counter.add(1, odd);
    expect(messages()).toEqual(['metric "c" has no label "typo"; the label is dropped, the record is kept']);
    expect(seriesOf(store, 'c')).toEqual({ 'a=x': 6 });
  });

  test('is reported for every label of every metric', () => {
    const one = metrics.counter('one', { labels: ['a'] });
    const two = metrics.gauge('two', { labels: ['a'] });
    one.add(1, odd);
    one.add(1, { a: 'x', other: 1, more: 2 } as unknown as { a: string });
    two.set(1, odd);
    expect(messages().map((message) => message.split(';')[0])).toEqual([
      'metric "one" has no label "typo"',
      'metric "one" has no label "other"',
      'metric "one" has no label "more"',
      'metric "two" has no label "typo"',
    ]);
  });

  test.each<[way: string, record: () => void]>([
    ['a counter', () => metrics.counter('m', { labels: ['a'] }).add(1, odd)],
    ['an up-down counter', () => metrics.upDownCounter('m', { labels: ['a'] }).add(1, odd)],
    ['a gauge', () => metrics.gauge('m', { labels: ['a'] }).set(1, odd)],
    ['a histogram', () => metrics.histogram('m', { labels: ['a'] }).record(1, odd)],
    ['a timer', () => metrics.timer('m', { labels: ['a'] }).record(1, odd)],
    [
      'a bound counter',
      () =>
        metrics
          .counter('m', { labels: ['a'] })
          .bind(odd)
          .add(1),
    ],
    [
      'a child',
      () =>
        metrics
          .child({ labels: { b: 1 } })
          .counter('m', { labels: ['a'] })
          .add(1, odd),
    ],
    [
      'the string API',
      () => {
        store.define({ name: 'm', type: 'counter', labels: ['a'] });
        store.recordCounter('m', 1, odd);
      },
    ],
    ['a metric without labels', () => metrics.counter('m').add(...([1, { typo: 'y' }] as unknown as [number]))],
  ])('is reported for %s, when the series is new and when it is known', (_, record) => {
    metrics.counter('first', { labels: ['a'] }).add(1, { a: 'x' });
    record();
    record();
    expect(diagnostics.codes).toEqual(['unknown_label']);
  });

  test('that only turns up later is found after a reading', () => {
    const counter = metrics.counter('c', { labels: ['a'] });
    for (let i = 0; i < 1000; i++) counter.add(1, { a: 'x' });
    seriesOf(store, 'c');
    counter.add(1, odd);
    expect(diagnostics.codes).toEqual(['unknown_label']);
    expect(seriesOf(store, 'c')).toEqual({ 'a=x': 1001 });
  });

  test('without a value is none', () => {
    const counter = metrics.counter('c', { labels: ['a'] });
    for (const typo of [undefined, null, '']) counter.add(1, { a: 'x', typo } as unknown as { a: string });
    expect(diagnostics.codes).toEqual([]);
  });

  test('with a name that comes from data is not a flood of diagnostics, nor of text', () => {
    const counter = metrics.counter('c', { labels: ['a'] });
    for (let i = 0; i < 50; i++) counter.add(1, { a: 'x', [`${i}${'n'.repeat(1e6)}`]: 1 } as unknown as { a: string });
    expect(messages()).toHaveLength(10);
    expect(messages().join('').length).toBeLessThan(3000);
  });
});

describe('a label value', () => {
  const values: readonly (readonly [value: unknown, text: string])[] = [
    [undefined, ''],
    [null, ''],
    ['', ''],
    [true, 'true'],
    [false, 'false'],
    [0, '0'],
    [-0, '0'],
    [404, '404'],
    [0.5, '0.5'],
    [Number.NaN, 'NaN'],
    [Infinity, 'Infinity'],
    [10n, '10'],
  ];
  const refused: readonly unknown[] = [{}, [], Symbol('s'), () => 'x', new String('x'), new Date(0), new Map()];

  type Way = (labels: { a: string }) => void;
  const ways: Record<string, () => Way> = {
    'a counter': () => {
      const counter = metrics.counter('m', { labels: ['a'] });
      return (labels) => counter.add(1, labels);
    },
    'a bound counter': () => {
      const counter = metrics.counter('m', { labels: ['a'] });
      return (labels) => counter.bind(labels).add(1);
    },
    'a constant of a child': () => (labels) =>
      metrics
        .child({ labels })
        .counter('m', { labels: [] as string[] })
        .add(1, {}),
    'a histogram': () => {
      const histogram = metrics.histogram('m', { labels: ['a'], buckets: [1] });
      return (labels) => histogram.record(1, labels);
    },
    'the string API': () => (labels) => store.recordCounter('m', 1, labels),
    'a defined metric of the string API': () => {
      store.define({ name: 'm', type: 'counter', labels: ['a'] });
      return (labels) => store.recordCounter('m', 1, labels);
    },
  };

  describe.each(Object.keys(ways))('of %s', (way) => {
    test.each(values)('of %o is the text %o, also the next time', (value, text) => {
      const record = ways[way]!();
      record({ a: value as string });
      record({ a: text });
      record({ a: value as string });
      expect(seriesOf(store, 'm')).toEqual({ [text === '' ? '' : `a=${text}`]: 3 });
      expect(store.dropped.total).toBe(0);
    });

    test.each(refused.map((value) => [value]))('of %o drops the record and says so', (value) => {
      const record = ways[way]!();
      record({ a: 'x' });
      record({ a: value as string });
      record({ a: value as string });
      expect(seriesOf(store, 'm')).toEqual({ 'a=x': 1 });
      expect(store.dropped.toObject()).toEqual({ invalid: 2 });
      expect(diagnostics.codes).toEqual(['invalid_record']);
    });
  });

  test('of null removes the series that it records', () => {
    const counter = metrics.counter('m', { labels: ['a'] });
    counter.add(1, { a: 'x' });
    counter.add(1, { a: null as unknown as string });
    counter.remove({ a: null as unknown as string });
    expect(seriesOf(store, 'm')).toEqual({ 'a=x': 1 });
  });

  test('of a text that says undefined or null is a text', () => {
    const child = metrics.child({ labels: { a: undefined as unknown as string } });
    const counter = child.counter('m', { labels: [] as string[] });
    metrics.counter('m', { labels: ['a'] }).add(1, { a: 'undefined' });
    for (let i = 0; i < 200; i++) counter.add(1, {});
    expect(seriesOf(store, 'm')).toEqual({ 'a=undefined': 1, '': 200 });
  });

  test('that is no label reaches a receiving backend neither as null nor as undefined', () => {
    const calls = new RecordedCalls();
    const counter = new Metrics(calls).counter('m', { labels: ['a', 'b', 'c'] });
    const labels = { a: null, b: undefined, c: 404, typo: Symbol('s') } as unknown as Record<'a' | 'b' | 'c', string>;
    counter.add(1, labels);
    counter.bind(labels).add(1);
    expect(calls.calls.map((call) => call[3])).toEqual([{ c: 404 }, { c: 404 }]);
  });

  test('null for all labels is none', () => {
    const counter = metrics.counter('m', { labels: ['a'] });
    counter.add(1, null as unknown as { a: string });
    store.recordCounter('n', 1, null as unknown as Labels);
    expect([seriesOf(store, 'm'), seriesOf(store, 'n')]).toEqual([{ '': 1 }, { '': 1 }]);
    expect(store.dropped.total).toBe(0);
  });
});

describe('a long label value', () => {
  test('is cut, counted as folded, and reported once', () => {
    const counter = metrics.counter('c', { labels: ['a', 'b'] });
    for (let i = 0; i < 5; i++) counter.add(1, { a: `${'x'.repeat(1024)}${i}`, b: 'short' });
    counter.bind({ a: 'x'.repeat(1_000_000), b: 'short' }).add(1);
    store.recordCounter('c', 1, { a: 'x'.repeat(1_000_000), b: 'short' });
    expect(seriesOf(store, 'c')).toEqual({ [`a=${'x'.repeat(1024)},b=short`]: 7 });
    expect([...store.metrics][0]!.folded).toBe(7);
    expect(messages()).toEqual([
      'metric "c" was given a value of label "a" of more than 1024 characters; such values are cut: record a shorter value, or raise maxLabelLength',
    ]);
  });

  test('may have the length that the store is given, and is removed by its whole text', () => {
    const small = new MetricStore({ diagnostics, maxLabelLength: 3 });
    const counter = new Metrics(small).counter('c', { labels: ['a'] });
    counter.add(1, { a: 'abc' });
    expect(diagnostics.codes).toEqual([]);
    counter.add(1, { a: 'abcdef' });
    expect(seriesOf(small, 'c')).toEqual({ 'a=abc': 2 });
    counter.remove({ a: 'abcdef' });
    expect(seriesOf(small, 'c')).toEqual({});
  });

  test('reaches no receiving backend', () => {
    const calls = new RecordedCalls();
    new Metrics(calls).counter('m', { labels: ['a'] }).add(1, { a: 'x'.repeat(1_000_000) });
    expect(calls.calls[0]![3]).toEqual({ a: 'x'.repeat(1024) });
  });

  test('of a name is no label of a metric without a definition', () => {
    store.recordCounter('c', 1, { a: 'x', ['n'.repeat(1025)]: 'y' });
    store.recordCounter('c', 1, { a: 'x', ['n'.repeat(1026)]: 'y' });
    expect(seriesOf(store, 'c')).toEqual({ 'a=x': 2 });
    expect(diagnostics.codes).toEqual(['unknown_label']);
  });
});
