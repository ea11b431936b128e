import { expect, it } from 'vitest';
import { ChunkPool } from '../../src/serving/chunk-pool.ts';

const take = (pool: ChunkPool, count: number) => Array.from({ length: count }, () => pool.take());

it('hands out the buffers that were given back', () => {
  const pool = new ChunkPool();
  const first = take(pool, 2);
  for (const buffer of first) pool.giveBack(buffer);
  const second = take(pool, 3);
  expect(new Set(second)).toEqual(new Set([...first, second[2]]));
});

it('keeps no more buffers than scrapes need, however many were in use at the same time', () => {
  const pool = new ChunkPool();
  const all = new Set(take(pool, 100));
  for (const buffer of all) pool.giveBack(buffer);
  expect(take(pool, 100).filter((buffer) => all.has(buffer))).toHaveLength(16);
});
