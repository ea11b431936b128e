import { BotMetricsError, type MetricDefinition } from '@bot-metrics/core';
import type { Scenario } from './conformance-test.ts';

export const names: readonly Scenario[] = [
  {
    name: 'keeps metrics apart whose names share a prefix',
    async play(stage) {
      const all = ['post', 'posts', 'post.sent', 'posts.sent', 'post.sent.twice'];
      for (const [i, name] of all.entries()) stage.metrics.counter(name).add(i + 1);
      await stage.mustDeliver();
      for (const [i, name] of all.entries()) await stage.seesCounter(name, [{}, i + 1]);
    },
  },
  {
    name: 'accepts every valid character in a name',
    async play(stage) {
      const all = ['http.server.requests', 'disk/used', 'cache-hits', 'Upper_case', `long.${'x'.repeat(150)}`];
      for (const [i, name] of all.entries()) stage.metrics.gauge(name).set(i + 1);
      await stage.mustDeliver();
      for (const [i, name] of all.entries()) await stage.seesGauge(name, [{}, i + 1]);
    },
  },
  {
    name: 'rejects metrics that it would show as one, or keeps them apart',
    async play(stage) {
      const spellings: MetricDefinition[] = ['queue.depth', 'queue_depth', 'queue-depth'].map((name) => ({
        name,
        type: 'gauge',
      }));
      const taken: MetricDefinition[] = [];
      for (const definition of spellings) {
        if (!isRefused(() => stage.metrics.gauge(definition.name))) taken.push(definition);
      }
      for (const [i, { name }] of taken.entries()) stage.metrics.gauge(name).set(i + 1);
      await stage.mustDeliver();
      for (const [i, definition] of taken.entries()) await stage.seesGauge(definition, [{}, i + 1]);
    },
  },
  {
    name: 'accepts label names with dots and those that its format uses itself',
    async play(stage) {
      const own = { 'http.route': '/posts', type: 'a', name: 'b', value: 'c', le: 'd', host: 'e' };
      stage.fanOut.recordCounter('calls', 2, own);
      await stage.mustDeliver();
      await stage.seesCounter('calls', [own, 2]);
    },
  },
  {
    name: 'keeps values unchanged with a unit or description',
    async play(stage) {
      const options = { unit: 'By', description: 'What was sent, in "bytes"\nand in two lines \\' };
      stage.metrics.counter('sent', options).add(1500);
      stage.metrics.gauge('free', options).set(2500);
      await stage.mustDeliver();
      await stage.seesCounter({ name: 'sent', type: 'counter', unit: 'By' }, [{}, 1500]);
      await stage.seesGauge({ name: 'free', type: 'gauge', unit: 'By' }, [{}, 2500]);
    },
  },
];

function isRefused(define: () => unknown): boolean {
  try {
    define();
    return false;
  } catch (error) {
    if (error instanceof BotMetricsError) return true;
    throw error;
  }
}
