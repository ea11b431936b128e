import { expect, test } from 'vitest';
import { type BullmqQueue, BullmqTaskQueueMetrics } from '../../src/bullmq/bullmq-task-queue-metrics.ts';

function queue(name: string, counts: Record<string, number>, workers: number): BullmqQueue {
  return {
    name,
    getJobCounts: async (...states) => Object.fromEntries(states.map((state) => [state, counts[state] ?? 0])),
    getWorkersCount: async () => workers,
  };
}

const port = new BullmqTaskQueueMetrics(
  queue('posts', { waiting: 3, prioritized: 2, active: 4, delayed: 7, failed: 1 }, 2),
  queue('digests', { waiting: 1, delayed: 1, 'waiting-children': 2 }, 1),
);

test('adds up the jobs and workers of its queues', async () => {
  expect(await port.getQueueLength()).toBe(6);
  expect(await port.getActiveWorkers()).toBe(3);
});

test('returns the length of one queue, and 0 for an unknown queue', async () => {
  expect(await port.getQueueLength('posts')).toBe(5);
  expect(await port.getQueueLength('elsewhere')).toBe(0);
});

test('returns the jobs per state, for all queues or one', async () => {
  const all = { waiting: 6, active: 4, delayed: 8, 'waiting-children': 2, failed: 1 };
  expect(await port.getQueueDepth()).toEqual(all);
  expect(await port.getQueueDepth('digests')).toEqual({
    waiting: 1,
    active: 0,
    delayed: 1,
    'waiting-children': 2,
    failed: 0,
  });
});
