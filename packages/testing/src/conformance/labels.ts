import type { Scenario } from './conformance-test.ts';

/** Texts that end a label, a name or a line in one format or another, or that an object has already. */
const hostileTexts = [
  'a"b',
  'a\\b',
  'a\\',
  'two\nlines',
  'a\r\nb',
  'a\tb',
  'a,b=c',
  'a;b=c',
  'a|c',
  'a:1|c',
  'a|#b:c',
  '{a="b"}',
  '} 7',
  '# TYPE a counter',
  ' spaces ',
  '__2F',
  '%2F',
  '日本語',
  'größe',
  '👍🏽',
  '__proto__',
  'constructor',
  'null',
  '0',
  'x'.repeat(300),
];

export const labels: readonly Scenario[] = [
  {
    name: 'keeps series apart that differ in one label only',
    async play(stage) {
      const calls = stage.metrics.counter('calls', { labels: ['method', 'status'] });
      calls.add(1, { method: 'GET', status: '200' });
      calls.add(2, { method: 'GET', status: '500' });
      calls.add(4, { method: 'POST', status: '200' });
      calls.add(8, { method: '200', status: 'GET' });
      await stage.mustDeliver();
      await stage.seesCounter(
        'calls',
        [{ method: 'GET', status: '200' }, 1],
        [{ method: 'GET', status: '500' }, 2],
        [{ method: 'POST', status: '200' }, 4],
        [{ method: '200', status: 'GET' }, 8],
      );
    },
  },
  {
    name: 'takes labels in any order for the same series',
    async play(stage) {
      stage.fanOut.recordCounter('calls', 1, { method: 'GET', status: 'ok' });
      stage.fanOut.recordCounter('calls', 2, { status: 'ok', method: 'GET' });
      await stage.mustDeliver();
      stage.fanOut.recordCounter('calls', 4, { status: 'ok', method: 'GET' });
      await stage.mustDeliver();
      await stage.seesCounter('calls', [{ method: 'GET', status: 'ok' }, 7]);
    },
  },
  {
    name: 'takes an empty label for one that is not there',
    async play(stage) {
      stage.fanOut.recordCounter('calls', 1, { method: 'GET', error: '' });
      stage.fanOut.recordCounter('calls', 2, { method: 'GET' });
      stage.fanOut.recordCounter('calls', 4, { method: 'GET', error: 'timeout' });
      await stage.mustDeliver();
      await stage.seesCounter('calls', [{ method: 'GET' }, 3], [{ method: 'GET', error: 'timeout' }, 4]);
    },
  },
  {
    name: 'takes numbers and booleans for their text',
    async play(stage) {
      stage.fanOut.recordCounter('calls', 1, { status: 200, cached: true });
      stage.fanOut.recordCounter('calls', 2, { status: '200', cached: 'true' });
      await stage.mustDeliver();
      await stage.seesCounter('calls', [{ status: '200', cached: 'true' }, 3]);
    },
  },
  {
    name: 'carries any text as it is, and none forges another series',
    async play(stage) {
      const calls = stage.metrics.counter('calls', { labels: ['text'] });
      for (const [i, text] of hostileTexts.entries()) calls.add(i + 1, { text });
      await stage.mustDeliver();
      await stage.seesCounter('calls', ...hostileTexts.map((text, i) => [{ text }, i + 1] as const));
    },
  },
  {
    name: 'keeps each label of many with its value',
    async play(stage) {
      const many = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`label_${i}`, `value ${i}`]));
      stage.fanOut.setGauge('depth', 3, many);
      await stage.mustDeliver();
      await stage.seesGauge('depth', [many, 3]);
    },
  },
];
