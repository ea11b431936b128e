import { Metrics, MultiMetricsBackend } from '@bot-metrics/core';
import { expect, test } from 'vitest';
import { StubMetricsBackend } from '../src/stub-metrics-backend.ts';

test('keeps totals, last values and observations per series', () => {
  const stub = new StubMetricsBackend();
  stub.recordCounter('posts.sent', 2, { kind: 'photo' });
  stub.recordCounter('posts.sent', undefined, { kind: 'photo' });
  stub.setGauge('queue.depth', 7);
  stub.setGauge('queue.depth', 3);
  stub.recordHistogram('render', 0.25, { page: 1 });
  stub.recordHistogram('render', 0.5, { page: 1 });

  expect(stub.value('posts.sent', { kind: 'photo' })).toBe(3);
  expect(stub.value('queue.depth')).toBe(3);
  expect(stub.value('render', { page: '1' })).toBe(2);
  expect(stub.histograms.get('render{page="1"}')).toEqual([0.25, 0.5]);
  expect(stub.value('posts.sent')).toBeUndefined();
});

test('finds a series with labels in any order and treats empty labels as absent', () => {
  const stub = new StubMetricsBackend();
  stub.recordCounter('hits', 1, { a: 1, b: true, c: '' });
  stub.recordCounter('hits', 1, { b: true, a: 1 });
  expect(stub.value('hits', { b: 'true', a: '1' })).toBe(2);
  expect([...stub.counters.keys()]).toEqual(['hits{a="1",b="true"}']);
});

test('keeps individual records in order', () => {
  const stub = new StubMetricsBackend();
  stub.setGauge('depth', 1);
  stub.recordCounter('hits', 1, { a: 'x' });
  expect(stub.records).toEqual([
    { kind: 'gauge', name: 'depth', value: 1, labels: {} },
    { kind: 'counter', name: 'hits', value: 1, labels: { a: 'x' } },
  ]);
});

test('rejects what every backend rejects, without throwing', () => {
  const stub = new StubMetricsBackend();
  const throwing = {
    get a(): string {
      throw new Error('unreadable');
    },
  };
  stub.recordCounter('hits', -1);
  stub.setGauge('depth', Number.NaN);
  stub.recordHistogram('render', Infinity);
  stub.recordCounter('hits', 1, throwing);
  stub.recordCounter('hits', 1, { a: Symbol('a') as unknown as string });
  expect(stub.refused.map(({ name }) => name)).toEqual(['hits', 'depth', 'render', 'hits', 'hits']);
  expect(stub.records).toEqual([]);
  expect(stub.getMetricsOutput()).toBe('');
});

test('writes one readable line per series', () => {
  const stub = new StubMetricsBackend();
  stub.recordHistogram('render', 0.25);
  stub.recordHistogram('render', 1);
  stub.setGauge('depth', 3);
  stub.recordCounter('hits', 1, { text: 'say "hi"\n' });
  stub.recordCounter('a', 1);
  expect(stub.getMetricsOutput()).toBe(
    'counter a 1\ncounter hits{text="say \\"hi\\"\\n"} 1\ngauge depth 3\nhistogram render 0.25 1\n',
  );
  expect(stub.getContentType()).toContain('text/plain');
});

test('reset removes all records', () => {
  const stub = new StubMetricsBackend({ name: 'mine' });
  stub.recordCounter('hits');
  stub.recordCounter('hits', -1);
  stub.setGauge('depth', 1);
  stub.recordHistogram('render', 1);
  stub.reset();
  expect(stub.name).toBe('mine');
  expect([stub.records, stub.refused]).toEqual([[], []]);
  expect(stub.getMetricsOutput()).toBe('');
});

test('receives every record of a fan-out, with up-down counters as totals', () => {
  const stub = new StubMetricsBackend();
  const metrics = new Metrics(new MultiMetricsBackend([stub]));
  const active = metrics.upDownCounter('active', { labels: ['pool'] });
  active.add(2, { pool: 'main' });
  active.add(-1, { pool: 'main' });
  metrics.counter('hits').add(5);
  expect(stub.value('active', { pool: 'main' })).toBe(1);
  expect(stub.value('hits')).toBe(5);
});

test('treats label names such as __proto__ like any other', () => {
  const stub = new StubMetricsBackend();
  stub.recordCounter('hits', 1, JSON.parse('{"__proto__":"x","constructor":"y"}'));
  expect([...stub.counters.keys()]).toEqual(['hits{__proto__="x",constructor="y"}']);
});
