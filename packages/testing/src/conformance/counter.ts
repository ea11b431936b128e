import type { Scenario } from './conformance-test.ts';

export const counter: readonly Scenario[] = [
  {
    name: 'adds up what is recorded',
    async play(stage) {
      const posts = stage.metrics.counter('posts', { labels: ['kind'] });
      for (const kind of ['photo', 'video', 'photo']) posts.add(1, { kind });
      posts.add(40, { kind: 'photo' });
      await stage.mustDeliver();
      await stage.seesCounter('posts', [{ kind: 'photo' }, 42], [{ kind: 'video' }, 1]);
    },
  },
  {
    name: 'counts each record once across deliveries',
    async play(stage) {
      const posts = stage.metrics.counter('posts');
      let total = 0;
      for (const change of [1, 2, 3]) {
        posts.add(change);
        total += change;
        await stage.mustDeliver();
        await stage.seesCounter('posts', [{}, total]);
        await stage.mustDeliver();
        await stage.seesCounter('posts', [{}, total]);
      }
    },
  },
  {
    name: 'keeps fractions and large totals exact',
    async play(stage) {
      stage.metrics.counter('fractions').add(0.375);
      stage.metrics.counter('bytes').add(2 ** 52);
      await stage.mustDeliver();
      stage.metrics.counter('fractions').add(1.5);
      stage.metrics.counter('bytes').add(1);
      await stage.mustDeliver();
      await stage.seesCounter('fractions', [{}, 1.875]);
      await stage.seesCounter('bytes', [{}, 2 ** 52 + 1]);
    },
  },
  {
    name: 'adds 1 if no value is given',
    async play(stage) {
      stage.fanOut.recordCounter('posts');
      stage.fanOut.recordCounter('posts', undefined, {});
      await stage.mustDeliver();
      await stage.seesCounter('posts', [{}, 2]);
    },
  },
  {
    name: 'never falls: negative and non-numeric values are left out',
    async play(stage) {
      stage.fanOut.recordCounter('posts', 5);
      for (const value of [-1, Number.NaN, Infinity, -Infinity]) stage.fanOut.recordCounter('posts', value);
      await stage.mustDeliver();
      await stage.seesCounter('posts', [{}, 5]);
    },
  },
  {
    name: 'continues an observed total after rounds in which its callback failed or left it out',
    isFor: ({ receiving }) => receiving !== true,
    async play(stage) {
      let answer: number | Error | undefined;
      stage.metrics.observableCounter('pages', {}, (observe) => {
        if (answer instanceof Error) throw answer;
        if (answer !== undefined) observe(answer);
      });
      for (answer of [1000, 1010, new Error('no source'), 1020, undefined, undefined, 1030]) await stage.mustDeliver();
      await stage.seesCounter('pages', [{}, 1030]);
      stage.balanced();
    },
  },
  {
    name: 'starts an observed total again when its source does, and loses no change',
    isFor: ({ receiving }) => receiving !== true,
    async play(stage) {
      let total = 0;
      stage.metrics.observableCounter('pages', {}, (observe) => observe(total));
      for (total of [1000, 1010, 0, 40]) await stage.mustDeliver();
      await stage.seesCounter('pages', [{}, stage.features.temporality === 'delta' ? 1050 : 40]);
      stage.balanced();
    },
  },
];
