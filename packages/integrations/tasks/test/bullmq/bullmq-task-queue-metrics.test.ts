import { expect, test } from 'vitest';
import { type BullmqQueue, BullmqTaskQueueMetrics } from '../../src/bullmq/bullmq-task-queue-metrics.ts';

function queue(name: string, counts: { waiting: number; prioritized: number }, workers: number): BullmqQueue {
  return { name, getJobCounts: async () => counts, getWorkersCount: async () => workers };
}

const port = new BullmqTaskQueueMetrics(
  queue('posts', { waiting: 3, prioritized: 2 }, 2),
  queue('digests', { waiting: 1, prioritized: 0 }, 1),
);

test('adds up the jobs and the workers of its queues', async () => {
  expect(await port.getQueueLength()).toBe(6);
  expect(await port.getActiveWorkers()).toBe(3);
});

test('tells the length of one queue, and nothing of one that it does not know', async () => {
  expect(await port.getQueueLength('posts')).toBe(5);
  expect(await port.getQueueLength('elsewhere')).toBe(0);
});
