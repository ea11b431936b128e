import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { Scenario } from './conformance-test.ts';
import { DEADLINE_SECONDS, type Stage } from './stage.ts';

export const concurrency: readonly Scenario[] = [
  {
    name: 'delivers each record once that is made during an export',
    async play(stage) {
      const posts = stage.metrics.counter('posts');
      const sizes = stage.metrics.histogram('sizes', { buckets: [1] });
      let records = 0;
      const record = (): void => {
        posts.add(1);
        sizes.record(0.5);
        records += 1;
      };
      for (let round = 0; round < 10; round++) {
        record();
        const delivering = stage.mustDeliver();
        record();
        await Promise.resolve();
        record();
        await setImmediate();
        record();
        await delivering;
      }
      await stage.mustDeliver();
      await stage.seesCounter('posts', [{}, records]);
      await stage.seesHistogram('sizes', [{}, { count: records, sum: records / 2 }]);
      assert.equal(stage.balanced().delivered, 2 * records);
    },
  },
  {
    name: 'delivers records once when several flushes run at the same time',
    async play(stage) {
      const posts = stage.metrics.counter('posts');
      for (let round = 1; round <= 3; round++) {
        posts.add(1);
        await Promise.all([stage.mustDeliver(), stage.mustDeliver(), stage.mustDeliver()]);
        await stage.seesCounter('posts', [{}, round]);
        assert.equal(stage.balanced().delivered, round);
      }
    },
  },
  {
    name: 'shows its output during an export',
    async play(stage) {
      stage.metrics.counter('posts').add(2);
      await Promise.all([stage.mustDeliver(), output(stage), stage.mustDeliver(), output(stage)]);
      await stage.seesCounter('posts', [{}, 2]);
      assert.equal(stage.balanced().delivered, 1);
    },
  },
  {
    name: 'can be shut down during an export',
    isFor: ({ delivery }) => delivery !== 'scraped',
    async play(stage) {
      stage.metrics.counter('posts').add(2);
      const delivering = stage.deliver();
      stage.metrics.counter('posts').add(3);
      await stage.within('shutdown()', stage.fanOut.shutdown(DEADLINE_SECONDS));
      await delivering;
      await stage.seesCounter('posts', [{}, 5]);
      assert.deepEqual(stage.balanced().dropped, {});
    },
  },
];

async function output(stage: Stage): Promise<string> {
  return stage.backend.getMetricsOutput();
}
