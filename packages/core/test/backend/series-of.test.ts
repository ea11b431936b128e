import { expect, test } from 'vitest';
import { seriesOf } from '../../src/backend/series-of.ts';
import { Metrics } from '../../src/metrics.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import { FakeClock } from '../fake-clock.ts';

const startSeconds = 1_700_000_000;

test('the series of a family are objects, without slots that have nothing to send', () => {
  const store = new MetricStore({ clock: new FakeClock() });
  const metrics = new Metrics(store);
  const hits = metrics.counter('hits', { labels: ['page'] });
  const sizes = metrics.histogram('sizes', { buckets: [1, 2] });
  const reader = store.openReader({ name: 'reader', temporality: 'delta' });
  hits.add(1, { page: 'a' });
  hits.add(2, { page: 'b' });
  reader.snapshot().acknowledge();
  hits.add(3, { page: 'b' });
  for (const size of [0.5, 2, 9]) sizes.record(size);
  const [sum, histogram] = reader.snapshot().families;
  expect([...seriesOf(sum!)]).toEqual([{ kind: 'sum', labels: { page: 'b' }, startSeconds, value: 3 }]);
  expect([...seriesOf(sum!, 0, 1)]).toEqual([]);
  const buckets = [
    { upTo: 1, count: 1 },
    { upTo: 2, count: 1 },
    { upTo: Infinity, count: 1 },
  ];
  expect([...seriesOf(histogram!)]).toEqual([
    { kind: 'histogram', labels: {}, startSeconds, count: 3, sum: 11.5, buckets },
  ]);
});
