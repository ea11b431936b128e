import assert from 'node:assert/strict';
import type { Scenario } from './conformance-test.ts';

export const accounting: readonly Scenario[] = [
  {
    name: 'counts records, not series or values',
    async play(stage) {
      const posts = stage.metrics.counter('posts', { labels: ['kind'] });
      for (let i = 0; i < 5; i++) posts.add(100, { kind: 'photo' });
      posts.add(100, { kind: 'video' });
      for (const depth of [1, 2, 3]) stage.metrics.gauge('depth').set(depth);
      for (const size of [1, 2]) stage.metrics.histogram('sizes').record(size);
      await stage.mustDeliver();
      const { offered, delivered, pending, dropped } = stage.balanced();
      assert.deepEqual(
        { offered, delivered, pending, dropped },
        { offered: 11, delivered: 11, pending: 0, dropped: {} },
      );
    },
  },
  {
    name: 'balances at every moment',
    async play(stage) {
      const posts = stage.metrics.counter('posts', { labels: ['kind'] });
      for (let round = 0; round < 5; round++) {
        for (const kind of ['photo', 'video', `only ${round}`]) {
          posts.add(1, { kind });
          stage.balanced();
        }
        const delivering = stage.mustDeliver();
        stage.balanced();
        posts.add(1, { kind: 'photo' });
        await delivering;
        stage.balanced();
      }
      await stage.mustDeliver();
      assert.equal(stage.balanced().delivered, 20);
    },
  },
  {
    name: 'keeps undelivered records pending',
    isFor: ({ receiving }) => receiving !== true,
    async play(stage) {
      stage.metrics.counter('posts').add(2);
      stage.metrics.counter('posts').add(2);
      assert.deepEqual(pick(stage.balanced()), { offered: 2, delivered: 0, pending: 2 });
      await stage.mustDeliver();
      assert.deepEqual(pick(stage.balanced()), { offered: 2, delivered: 2, pending: 0 });
      stage.metrics.counter('posts').add(2);
      assert.deepEqual(pick(stage.balanced()), { offered: 3, delivered: 2, pending: 1 });
    },
  },
  {
    name: 'counts dropped records by reason',
    async play(stage) {
      stage.fanOut.recordCounter('posts', 1);
      stage.fanOut.recordCounter('posts', Number.NaN);
      stage.fanOut.recordCounter('posts', -1);
      stage.fanOut.setGauge('posts', 1);
      stage.fanOut.recordHistogram('posts', 1);
      await stage.mustDeliver();
      const { offered, delivered, dropped } = stage.balanced();
      assert.deepEqual({ offered, delivered }, { offered: 5, delivered: 1 });
      assert.deepEqual(dropped, { invalid: 1, negative: 1, type_conflict: 2 });
    },
  },
  {
    name: 'accounts for series that were removed before delivery',
    isFor: ({ receiving }) => receiving !== true,
    async play(stage) {
      const posts = stage.metrics.counter('posts', { labels: ['kind'] });
      posts.add(1, { kind: 'photo' });
      posts.add(1, { kind: 'video' });
      posts.remove({ kind: 'photo' });
      await stage.mustDeliver();
      assert.deepEqual(stage.balanced().dropped, { removed: 1 });
      await stage.seesCounter('posts', [{ kind: 'video' }, 1]);
    },
  },
  {
    name: 'keeps the totals and the account right while the wall clock is set back',
    async play(stage) {
      const posts = stage.metrics.counter('posts', { labels: ['kind'] });
      const sizes = stage.metrics.histogram('sizes');
      const depth = stage.metrics.gauge('depth');
      const began = stage.clock.wallSeconds();
      // A second, an hour, a year, and back to the right time.
      for (const [round, back] of [0, 1, 3600, 31_536_000, 0].entries()) {
        await stage.clock.advance(10);
        stage.clock.setWall(began + round * 10 - back);
        posts.add(2, { kind: 'photo' });
        // A series that begins earlier than everything that was delivered.
        posts.add(1, { kind: `only ${round}` });
        sizes.record(4);
        depth.set(round);
        stage.balanced();
        await stage.mustDeliver();
        stage.balanced();
      }
      const { offered, delivered, dropped } = stage.balanced();
      assert.deepEqual({ offered, delivered, dropped }, { offered: 20, delivered: 20, dropped: {} });
      const others = [0, 1, 2, 3, 4].map((round) => [{ kind: `only ${round}` }, 1] as const);
      await stage.seesCounter('posts', [{ kind: 'photo' }, 10], ...others);
      await stage.seesHistogram('sizes', [{}, { count: 5, sum: 20 }]);
      await stage.seesGauge('depth', [{}, 4]);
    },
  },
];

function pick<T extends { offered: number; delivered: number; pending: number }>({ offered, delivered, pending }: T) {
  return { offered, delivered, pending };
}
