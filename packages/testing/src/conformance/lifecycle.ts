import assert from 'node:assert/strict';
import type { MetricsRecorder } from '@bot-metrics/core';
import type { Scenario } from './conformance-test.ts';
import { garbage } from './garbage.ts';

export const lifecycle: readonly Scenario[] = [
  {
    name: 'matches its declared features',
    async play({ backend, features }) {
      assert.ok(backend.name.length > 0, 'a backend must have a name');
      const isCollecting = 'attach' in backend && backend.attach !== undefined;
      assert.equal(isCollecting, features.receiving !== true, 'a backend must have attach() unless it is receiving');
      if (!('features' in backend)) return;
      const { temporality, delivery, histograms } = features;
      assert.deepEqual(backend.features, { temporality, delivery, histograms });
    },
  },
  {
    name: 'delivers what was recorded before its start',
    unstarted: true,
    async play(stage) {
      stage.metrics.counter('posts').add(2);
      stage.metrics.gauge('depth').set(7);
      await stage.start();
      stage.metrics.counter('posts').add(3);
      await stage.mustDeliver();
      await stage.seesCounter('posts', [{}, 5]);
      await stage.seesGauge('depth', [{}, 7]);
    },
  },
  {
    name: 'delivers at its interval',
    isFor: ({ intervalSeconds }) => intervalSeconds !== undefined,
    async play(stage) {
      stage.metrics.counter('posts').add(2);
      await stage.timers.intervals.advance(stage.features.intervalSeconds ?? 0);
      await stage.until('everything delivered by the interval', () => stage.account().pending === 0);
      await stage.seesCounter('posts', [{}, 2]);
    },
  },
  {
    name: 'shows its output without delivering it',
    async play(stage) {
      stage.metrics.counter('posts').add(2);
      const before = stage.account();
      const output = await stage.within('getMetricsOutput()', Promise.resolve(stage.backend.getMetricsOutput()));
      assert.equal(typeof output, 'string');
      assert.match(stage.backend.getContentType(), /^[a-z]+\/[a-z0-9.+-]+/, 'getContentType() must be a media type');
      assert.deepEqual(stage.balanced(), before, 'getMetricsOutput() must not change the account');
      await stage.mustDeliver();
      await stage.seesCounter('posts', [{}, 2]);
    },
  },
  {
    name: 'never throws for a record, whatever the arguments',
    async play(stage) {
      stage.metrics.counter('posts').add(2);
      recordGarbage(stage.fanOut);
      if (stage.features.receiving !== true) recordGarbage(stage.anotherBackend());
      assert.equal(stage.balanced().dropped.failed, undefined, 'a record method threw');
      await stage.mustDeliver();
      await stage.seesCounter('posts', [{}, 2]);
    },
  },
  {
    name: 'is removed from a fan-out with everything delivered, and its account stays readable',
    isFor: ({ delivery }) => delivery !== 'scraped',
    async play(stage) {
      stage.metrics.counter('posts').add(2);
      await stage.within('remove()', stage.fanOut.remove(stage.backend.name));
      await stage.seesCounter('posts', [{}, 2]);
      const account = stage.balanced();
      stage.metrics.counter('posts').add(3);
      assert.equal(stage.account().delivered, account.delivered);
      await stage.seesCounter('posts', [{}, 2]);
    },
  },
];

function recordGarbage(recorder: MetricsRecorder): void {
  for (const { name, value, labels } of garbage) {
    recorder.recordCounter(name, value, labels);
    recorder.setGauge(name, value, labels);
    recorder.recordHistogram(name, value, labels);
  }
}
