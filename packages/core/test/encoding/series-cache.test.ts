import { expect, it } from 'vitest';
import { SeriesCache } from '../../src/encoding/series-cache.ts';
import { Metrics } from '../../src/metrics.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import { FakeClock } from '../fake-clock.ts';

it('keeps what was made of a series, but not for the next one in its slot, whatever the clock says', () => {
  const clock = new FakeClock();
  const store = new MetricStore({ clock });
  const counter = new Metrics(store).counter('c', { labels: ['user'] });
  const metric = store.metric('c')!;
  let made = 0;
  const cache = new SeriesCache((of, slot) => `${++made}: ${of.labelsOf(slot)[0]?.[1]}`);
  counter.add(1, { user: 'ada' });
  expect([cache.of(metric, 0), cache.of(metric, 0)]).toEqual(['1: ada', '1: ada']);
  for (const [i, setBackSeconds] of [0, 3600, -3600].entries()) {
    counter.clear();
    clock.wall -= setBackSeconds;
    counter.add(1, { user: `user ${i}` });
    expect(cache.of(metric, 0)).toBe(`${i + 2}: user ${i}`);
  }
});
