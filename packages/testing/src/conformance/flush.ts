import assert from 'node:assert/strict';
import type { Scenario } from './conformance-test.ts';

export const flush: readonly Scenario[] = [
  {
    name: 'resolves once everything recorded so far is delivered',
    isFor: ({ delivery }) => delivery !== 'scraped',
    async play(stage) {
      stage.metrics.counter('posts').add(2);
      stage.metrics.gauge('depth').set(3);
      stage.metrics.histogram('sizes').record(4);
      await stage.mustDeliver();
      const { offered, delivered, pending } = stage.balanced();
      assert.deepEqual({ offered, delivered, pending }, { offered: 3, delivered: 3, pending: 0 });
    },
  },
  {
    name: 'leaves pending records to the next scrape',
    isFor: ({ delivery }) => delivery === 'scraped',
    async play(stage) {
      stage.metrics.counter('posts').add(2);
      const report = await stage.within('flush()', stage.fanOut.flush());
      assert.equal(report[stage.backend.name]?.ok, true);
      assert.equal(stage.balanced().pending, 1);
      await stage.mustDeliver();
      assert.equal(stage.balanced().pending, 0);
      await stage.seesCounter('posts', [{}, 2]);
    },
  },
  {
    name: 'succeeds with nothing to deliver',
    async play(stage) {
      await stage.mustDeliver();
      await stage.mustDeliver();
      const { counters, gauges, histograms } = await stage.read();
      assert.deepEqual([counters, gauges, histograms], [[], [], []]);
    },
  },
  {
    name: 'delivers nothing twice, however often it is called',
    async play(stage) {
      const posts = stage.metrics.counter('posts');
      const sizes = stage.metrics.histogram('sizes');
      posts.add(2);
      sizes.record(4);
      for (let i = 0; i < 5; i++) await stage.mustDeliver();
      await stage.seesCounter('posts', [{}, 2]);
      await stage.seesHistogram('sizes', [{}, { count: 1, sum: 4 }]);
      assert.equal(stage.balanced().delivered, 2);
    },
  },
  {
    name: 'reports nothing while everything works',
    async play(stage) {
      stage.metrics.counter('posts').add(2);
      await stage.mustDeliver();
      assert.deepEqual(stage.diagnostics.codes(), []);
    },
  },
];
