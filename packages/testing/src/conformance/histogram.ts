import type { Scenario } from './conformance-test.ts';

const BUCKETS = [1, 2, 4];

export const histogram: readonly Scenario[] = [
  {
    name: 'counts every observation',
    async play(stage) {
      const sizes = stage.metrics.histogram('sizes', { buckets: BUCKETS });
      for (let i = 0; i < 7; i++) sizes.record(0.5);
      await stage.mustDeliver();
      await stage.seesHistogram('sizes', [{}, { count: 7, sum: 3.5 }]);
    },
  },
  {
    name: 'adds up what was observed',
    isFor: ({ histograms }) => histograms,
    async play(stage) {
      const sizes = stage.metrics.histogram('sizes', { buckets: BUCKETS });
      for (const size of [0.25, 1, 1.5, 3, 8]) sizes.record(size);
      await stage.mustDeliver();
      await stage.seesHistogram('sizes', [{}, { count: 5, sum: 13.75 }]);
    },
  },
  {
    name: 'counts each observation once across deliveries',
    async play(stage) {
      const sizes = stage.metrics.histogram('sizes', { buckets: BUCKETS });
      for (const count of [1, 2, 3]) {
        sizes.record(1.5);
        await stage.mustDeliver();
        await stage.mustDeliver();
        await stage.seesHistogram('sizes', [{}, { count, sum: 1.5 * count }]);
      }
    },
  },
  {
    name: 'keeps series apart',
    async play(stage) {
      const sizes = stage.metrics.histogram('sizes', { buckets: BUCKETS, labels: ['kind'] });
      sizes.record(3, { kind: 'photo' });
      sizes.record(0.5, { kind: 'text' });
      sizes.record(3, { kind: 'photo' });
      await stage.mustDeliver();
      const photo = [{ kind: 'photo' }, { count: 2, sum: 6 }] as const;
      await stage.seesHistogram('sizes', photo, [{ kind: 'text' }, { count: 1, sum: 0.5 }]);
    },
  },
  {
    name: 'ignores non-numeric values',
    async play(stage) {
      for (const value of [0.5, Number.NaN, Infinity]) stage.fanOut.recordHistogram('sizes', value);
      await stage.mustDeliver();
      await stage.seesHistogram('sizes', [{}, { count: 1, sum: 0.5 }]);
    },
  },
];
