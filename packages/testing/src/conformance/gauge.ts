import type { Scenario } from './conformance-test.ts';

export const gauge: readonly Scenario[] = [
  {
    name: 'shows the last value of each series',
    async play(stage) {
      const depth = stage.metrics.gauge('depth', { labels: ['queue'] });
      depth.set(7, { queue: 'mail' });
      depth.set(1, { queue: 'push' });
      depth.set(3, { queue: 'mail' });
      await stage.mustDeliver();
      await stage.seesGauge('depth', [{ queue: 'mail' }, 3], [{ queue: 'push' }, 1]);
    },
  },
  {
    name: 'keeps its value while nothing is recorded',
    async play(stage) {
      stage.metrics.gauge('depth').set(7);
      await stage.mustDeliver();
      stage.metrics.counter('something.else').add(1);
      await stage.mustDeliver();
      await stage.mustDeliver();
      await stage.seesGauge('depth', [{}, 7]);
    },
  },
  {
    name: 'accepts zero, fractions and negative values',
    async play(stage) {
      const depth = stage.metrics.gauge('depth');
      for (const value of [1.5, 0, -2.25, -1, 0, 0.125]) {
        depth.set(value);
        await stage.mustDeliver();
        await stage.seesGauge('depth', [{}, value]);
      }
    },
  },
  {
    name: 'ignores non-numeric values and keeps the previous one',
    async play(stage) {
      for (const value of [4, Number.NaN, Infinity, -Infinity]) stage.fanOut.setGauge('depth', value);
      await stage.mustDeliver();
      await stage.seesGauge('depth', [{}, 4]);
    },
  },
  {
    name: 'shows the total of an up-down counter, including negative ones',
    async play(stage) {
      const active = stage.metrics.upDownCounter('active', { labels: ['pool'] });
      const metric = { name: 'active', type: 'upDownCounter' } as const;
      active.add(3, { pool: 'a' });
      active.add(-1, { pool: 'a' });
      active.add(2, { pool: 'b' });
      await stage.mustDeliver();
      await stage.seesGauge(metric, [{ pool: 'a' }, 2], [{ pool: 'b' }, 2]);
      active.add(-5, { pool: 'a' });
      await stage.mustDeliver();
      await stage.seesGauge(metric, [{ pool: 'a' }, -3], [{ pool: 'b' }, 2]);
    },
  },
];
