import { expect, test } from 'vitest';
import { ReceivedSeries } from '../../src/conformance/received-series.ts';

test('changes add up by name and labels, whatever the order of the labels', () => {
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

test('no text in a name or a label makes two series one', () => {
  const received = new ReceivedSeries();
  received.add('a', { b: 'c","d' }, 1);
  received.add('a","b', { c: 'd' }, 1);
  expect(received.reading().counters).toHaveLength(2);
});
