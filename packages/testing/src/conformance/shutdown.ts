import assert from 'node:assert/strict';
import type { Scenario } from './conformance-test.ts';
import { DEADLINE_SECONDS, droppedOf, type Stage } from './stage.ts';

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
    name: 'accounts as unscraped for what nobody has fetched',
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
    name: 'leaves nothing pending and no timer behind',
    async play(stage) {
      stage.metrics.counter('posts').add(2);
      await shutDown(stage);
      assert.equal(stage.balanced().pending, 0);
      assert.equal(stage.timers.pending, 0, 'timers are left on the scheduler');
    },
  },
  {
    name: 'does nothing the second time',
    async play(stage) {
      stage.metrics.counter('posts').add(2);
      await shutDown(stage);
      const account = stage.balanced();
      await shutDown(stage);
      assert.deepEqual(stage.balanced(), account);
    },
  },
  {
    name: 'takes no harm from what is recorded and asked for afterwards',
    async play(stage) {
      stage.metrics.counter('posts').add(2);
      await stage.mustDeliver();
      await shutDown(stage);
      stage.metrics.counter('posts').add(3);
      stage.metrics.gauge('depth').set(3);
      await stage.within('flush()', stage.fanOut.flush());
      stage.balanced();
      if (stage.features.receiving === true) return;
      assert.equal(droppedOf(stage.account()), 2, 'what was recorded after the shutdown must count as dropped');
      await stage.seesCounter('posts', [{}, 2]);
    },
  },
  {
    name: 'is no trouble before the start',
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
