import { expect, test } from 'vitest';
import { RecordQueue } from '../src/record-queue.ts';

test('fills packets in order and never splits a line', () => {
  const queue = new RecordQueue(10, '');
  for (const line of ['aaaa', 'bbbbb', 'c', 'dddddddddd', 'é']) queue.add(line);
  expect(queue.take().map(({ text }) => text)).toEqual(['aaaa\nbbbbb', 'c', 'dddddddddd', 'é']);
});

test('reserves a byte for the line feed that ends a packet of a stream', () => {
  const queue = new RecordQueue(10, '\n');
  for (const line of ['aaaa', 'bbbbb', 'c']) queue.add(line);
  expect(queue.take().map(({ text }) => text)).toEqual(['aaaa', 'bbbbb\nc']);
  expect(() => queue.add('dddddddddd')).toThrow(
    'expected a line of at most 10 bytes, received 10; shorten its label values',
  );
});

test('the records of a packet share one promise', async () => {
  const queue = new RecordQueue(100, '');
  const [first, second] = [queue.add('a'), queue.add('b')];
  expect(second).toBe(first);
  const packets = queue.take();
  const third = queue.add('c');
  expect(third).not.toBe(first);
  for (const packet of packets) queue.settle(packet);
  for (const packet of queue.take()) queue.settle(packet, new Error('gone'));
  await expect(first).resolves.toBeUndefined();
  await expect(third).rejects.toThrow('gone');
});

test('packets that were taken and not settled count as waiting', () => {
  const queue = new RecordQueue(2 ** 19, '');
  const line = 'a'.repeat(2 ** 19 - 1);
  queue.add(line);
  queue.add(line);
  const packets = queue.take();
  expect(() => queue.add('b')).toThrow('is full');
  queue.settle(packets[0]!);
  queue.giveBack(packets.slice(1));
  queue.add('b');
  expect(queue.text.length).toBe(2 ** 19 + 2);
});
