import assert from 'node:assert/strict';
import type { Scenario } from './conformance-test.ts';
import { countDropped, DEADLINE_SECONDS, type Stage } from './stage.ts';

export const shutdown: readonly Scenario[] = [
  {
    name: 'delivers what is pending',
    isFor: ({ delivery }) => delivery !== 'scraped',
    async play(stage) {
      stage.metrics.counter('posts').add(2);
      await stage.mustDeliver();
      stage.metrics.counter('posts').add(3);
      stage.metrics.gauge('depth').set(7);
      await shutDown(stage);
      await stage.seesCounter('posts', [{}, 5]);
      await stage.seesGauge('depth', [{}, 7]);
      assert.deepEqual(stage.balanced().dropped, {});
    },
  },
  {
    name: 'counts records that nobody scraped as unscraped',
    isFor: ({ delivery }) => delivery === 'scraped',
    async play(stage) {
      stage.metrics.counter('posts').add(2);
      await stage.mustDeliver();
      stage.metrics.counter('posts').add(3);
      await shutDown(stage);
      assert.deepEqual(stage.balanced().dropped, { unscraped: 1 });
    },
  },
  {
    name: 'leaves no pending records and no timers',
    async play(stage) {
      stage.metrics.counter('posts').add(2);
      await shutDown(stage);
      assert.equal(stage.balanced().pending, 0);
      assert.equal(stage.timers.pending, 0, 'no timers may be left on the scheduler');
    },
  },
  {
    name: 'has no effect the second time',
    async play(stage) {
      stage.metrics.counter('posts').add(2);
      await shutDown(stage);
      const account = stage.balanced();
      await shutDown(stage);
      assert.deepEqual(stage.balanced(), account);
    },
  },
  {
    name: 'tolerates records and calls afterwards',
    async play(stage) {
      stage.metrics.counter('posts').add(2);
      await stage.mustDeliver();
      await shutDown(stage);
      stage.metrics.counter('posts').add(3);
      stage.metrics.gauge('depth').set(3);
      await stage.within('flush()', stage.fanOut.flush());
      stage.balanced();
      if (stage.features.receiving === true) return;
      assert.equal(countDropped(stage.account()), 2, 'records made after the shutdown must count as dropped');
      await stage.seesCounter('posts', [{}, 2]);
    },
  },
  {
    name: 'works before the start',
    unstarted: true,
    async play(stage) {
      await shutDown(stage);
      assert.equal(stage.balanced().pending, 0);
    },
  },
];

async function shutDown(stage: Stage): Promise<void> {
  const report = await stage.within('shutdown()', stage.fanOut.shutdown(DEADLINE_SECONDS));
  assert.equal(report[stage.backend.name]?.ok, true, `shutdown() rejected: ${report[stage.backend.name]?.error}`);
}
