import { Metrics } from '@bot-metrics/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StatsdMetricsBackend } from '../src/statsd-metrics-backend.ts';

/** The lines that the dialects may produce. */
const grammars = {
  statsd: /^([A-Za-z][\w.-]*)((?:;[\w.-]+=[\w.-]+)*):(-?\d+(?:\.\d+)?)\|(c|g|ms)(?:\|@(0\.\d+))?()$/,
  influx: /^([A-Za-z][\w.-]*)((?:,[\w.-]+=[\w.-]+)*):(-?\d+(?:\.\d+)?)\|(c|g|ms)(?:\|@(0\.\d+))?()$/,
  dogstatsd: /^([A-Za-z][\w.]*)():(-?\d+(?:\.\d+)?)\|(c|g|d)(?:\|@(0\.\d+))?((?:\|#|,)(?:[\w./-]+:[^\p{Cc}|,]+))*$/u,
};

const name = fc.stringMatching(/^[a-z][a-zA-Z0-9./-]{0,12}$/);
const hostile = fc.constantFrom(
  '|',
  ':',
  '#',
  '@',
  '\n',
  '\r',
  '\0',
  ',',
  ';',
  '=',
  '__2F',
  '__',
  '_',
  '/',
  ' ',
  'ü',
  '😀',
  '\ud800',
  '\udc00',
  '1|c\nforged:9',
);
const text = fc
  .array(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 3 })), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join(''))
  .filter((joined) => joined !== '');
const labels = fc.uniqueArray(fc.tuple(text, text), { maxLength: 3, selector: ([label]) => label });
const series = fc.record({ name, labels });
const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 });

for (const dialect of ['statsd', 'influx', 'dogstatsd'] as const) {
  test(`for any records, every ${dialect} line is one metric of its series`, async () => {
    await fc.assert(
      fc.asyncProperty(
        series,
        value,
        fc.constantFrom('counter', 'gauge', 'histogram'),
        async ({ name, labels }, value, type) => {
          const backend = new StatsdMetricsBackend({ dialect });
          const schema = labels.map(([label]) => label);
          const given = Object.fromEntries(labels);
          const metrics = new Metrics(backend);
          if (type === 'counter') metrics.counter(name, { labels: schema }).add(Math.abs(value), given);
          else if (type === 'gauge') metrics.gauge(name, { labels: schema }).set(value, given);
          else metrics.histogram(name, { labels: schema }).record(value, given);
          const lines = (await backend.getMetricsOutput()).split('\n').slice(0, -1);
          expect(lines.length).toBe(dialect !== 'dogstatsd' && type === 'gauge' && value < 0 ? 2 : 1);
          for (const line of lines) expect(line).toMatch(grammars[dialect]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test(`for any records, the ${dialect} lines contain the exact totals and nothing else`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(text, text, fc.integer({ min: 1, max: 1000 })), { maxLength: 20 }),
        async (records) => {
          const totals = new Map<string, number>();
          const backend = new StatsdMetricsBackend({ dialect });
          const counter = new Metrics(backend).counter('hits', { labels: ['a', 'b'] });
          for (const [a, b, value] of records) {
            counter.add(value, { a, b });
            const key = JSON.stringify([a, b]);
            totals.set(key, (totals.get(key) ?? 0) + value);
          }
          const lines = (await backend.getMetricsOutput()).split('\n').slice(0, -1);
          const sent = lines.map((line) => Number(grammars[dialect].exec(line)?.[3]));
          const ascending = (numbers: Iterable<number>) => [...numbers].sort((x, y) => x - y);
          expect(ascending(sent)).toEqual(ascending(totals.values()));
        },
      ),
      { numRuns: 200 },
    );
  });

  test(`different series have different ${dialect} lines`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(text, text), { minLength: 2, maxLength: 6, selector: String }),
        async (pairs) => {
          const different = new Set(pairs.map((pair) => JSON.stringify(pair)));
          const backend = new StatsdMetricsBackend({ dialect });
          const counter = new Metrics(backend).counter('hits', { labels: ['a', 'b'] });
          for (const [a, b] of pairs) counter.add(1, { a, b });
          const lines = (await backend.getMetricsOutput()).split('\n').slice(0, -1);
          expect(new Set(lines).size).toBe(different.size);
        },
      ),
      { numRuns: 300 },
    );
  });

  test(`different names have different ${dialect} lines`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(name, { minLength: 2, maxLength: 6 }), async (names) => {
        const backend = new StatsdMetricsBackend({ dialect });
        for (const each of names) backend.recordCounter(each);
        const lines = (await backend.getMetricsOutput()).split('\n').slice(0, -1);
        expect(new Set(lines).size).toBe(names.length);
      }),
      { numRuns: 100 },
    );
  });
}
