import { expect, test } from 'vitest';
import { ReceivedSeries } from '../../src/conformance/received-series.ts';

test('adds up changes by name and labels, in any label order', () => {
  const received = new ReceivedSeries();
  received.add('hits', { a: '1', b: '2' }, 3);
  received.add('hits', { b: '2', a: '1' }, 4);
  received.add('hits', { a: '1' }, 5);
  received.set('depth', {}, 6);
  received.set('depth', {}, 7);
  received.observe('sizes', {}, 1.5);
  received.observe('sizes', {}, 6, 3);
  expect(received.reading()).toEqual({
    counters: [
      { name: 'hits', labels: { a: '1', b: '2' }, value: 7 },
      { name: 'hits', labels: { a: '1' }, value: 5 },
    ],
    gauges: [{ name: 'depth', labels: {}, value: 7 }],
    histograms: [{ name: 'sizes', labels: {}, value: { count: 4, sum: 7.5 } }],
  });
});

test('keeps two series apart whatever text their names and labels contain', () => {
  const received = new ReceivedSeries();
  received.add('a', { b: 'c","d' }, 1);
  received.add('a","b', { c: 'd' }, 1);
  expect(received.reading().counters).toHaveLength(2);
});
