import type { Scenario } from './conformance-test.ts';

/** Texts that end a label, name or line in some format, or that every object inherits. */
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
    name: 'treats labels in any order as the same series',
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
    name: 'treats an empty label as absent',
    async play(stage) {
      stage.fanOut.recordCounter('calls', 1, { method: 'GET', error: '' });
      stage.fanOut.recordCounter('calls', 2, { method: 'GET' });
      stage.fanOut.recordCounter('calls', 4, { method: 'GET', error: 'timeout' });
      await stage.mustDeliver();
      await stage.seesCounter('calls', [{ method: 'GET' }, 3], [{ method: 'GET', error: 'timeout' }, 4]);
    },
  },
  {
    name: 'treats numbers and booleans as their text',
    async play(stage) {
      stage.fanOut.recordCounter('calls', 1, { status: 200, cached: true });
      stage.fanOut.recordCounter('calls', 2, { status: '200', cached: 'true' });
      await stage.mustDeliver();
      await stage.seesCounter('calls', [{ status: '200', cached: 'true' }, 3]);
    },
  },
  {
    name: 'transmits any text unchanged, and no text forges another series',
    async play(stage) {
      const calls = stage.metrics.counter('calls', { labels: ['text'] });
      for (const [i, text] of hostileTexts.entries()) calls.add(i + 1, { text });
      await stage.mustDeliver();
      await stage.seesCounter('calls', ...hostileTexts.map((text, i) => [{ text }, i + 1] as const));
    },
  },
  {
    name: 'keeps many labels with their values',
    async play(stage) {
      const many = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`label_${i}`, `value ${i}`]));
      stage.fanOut.setGauge('depth', 3, many);
      await stage.mustDeliver();
      await stage.seesGauge('depth', [many, 3]);
    },
  },
];
