import { expect, test } from 'vitest';
import { UpdateQueue } from '../../src/fake-bot-api/update-queue.ts';

const never = new AbortController().signal;
const now = { offset: 0, limit: 100, timeoutSeconds: 0 };
const ids = async (updates: Promise<readonly { update_id: number }[]>) => (await updates).map((u) => u.update_id);

test('assigns unique, increasing ids, replacing any given id', () => {
  const queue = new UpdateQueue();
  expect([queue.push({}), queue.push({ update_id: 3 }), queue.push({})].map((u) => u.update_id)).toEqual([
    1001, 1002, 1003,
  ]);
});

test('returns updates in order until an offset confirms them', async () => {
  const queue = new UpdateQueue();
  for (let index = 0; index < 3; index++) queue.push({});
  expect(await ids(queue.take(now, never))).toEqual([1001, 1002, 1003]);
  expect(await ids(queue.take({ ...now, limit: 2 }, never))).toEqual([1001, 1002]);
  expect(await ids(queue.take({ ...now, offset: 1003 }, never))).toEqual([1003]);
  expect(await ids(queue.take(now, never))).toEqual([1003]);
  expect(queue.pending).toBe(1);
});

test('a negative offset keeps the last updates and drops the others', async () => {
  const queue = new UpdateQueue();
  for (let index = 0; index < 3; index++) queue.push({});
  expect(await ids(queue.take({ ...now, offset: -1 }, never))).toEqual([1003]);
  expect(queue.pending).toBe(1);
});

test('a pushed update wakes every waiting call', async () => {
  const queue = new UpdateQueue();
  const waiting = [1, 2].map(() => ids(queue.take({ ...now, timeoutSeconds: 60 }, never)));
  expect(queue.waiting).toBe(2);
  queue.push({});
  expect(await Promise.all(waiting)).toEqual([[1001], [1001]]);
  expect(queue.waiting).toBe(0);
});

test('a wait ends empty after its timeout', async () => {
  expect(await new UpdateQueue().take({ ...now, timeoutSeconds: 0.01 }, never)).toEqual([]);
});

test('a client that disconnects frees its place', async () => {
  const queue = new UpdateQueue();
  const client = new AbortController();
  const waiting = queue.take({ ...now, timeoutSeconds: 60 }, client.signal);
  client.abort();
  expect(await waiting).toEqual([]);
  expect(queue.waiting).toBe(0);
});
