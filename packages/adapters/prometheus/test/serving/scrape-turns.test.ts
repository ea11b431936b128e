import { FakeClock } from '@bot-metrics/testing';
import { expect, it } from 'vitest';
import { MAX_SCRAPES, ScrapeTurns } from '../../src/serving/scrape-turns.ts';

it('gives one connection a turn at a time, and the next one to the connection that has waited for longest', async () => {
  const turns = new ScrapeTurns(new FakeClock());
  const [a, b] = [{}, {}];
  const began: string[] = [];
  const take = async (name: string, connection: object) => {
    const end = await turns.take(connection, 10);
    began.push(name);
    return end;
  };
  const first = await take('a1', a);
  const second = take('a2', a);
  await take('b1', b);
  expect(began).toEqual(['a1', 'b1']);
  first?.();
  (await second)?.();
  expect(began).toEqual(['a1', 'b1', 'a2']);
});

it('gives no turn to those who wait for too long, or behind 1000 others', async () => {
  const clock = new FakeClock();
  const turns = new ScrapeTurns(clock);
  const ends = await Promise.all(Array.from({ length: MAX_SCRAPES }, () => turns.take({}, 10)));
  expect(ends.every((end) => end !== undefined)).toBe(true);
  const waiting = Array.from({ length: 1000 }, (_, i) => turns.take({}, i === 0 ? 5 : 10));
  expect(await turns.take({}, 10)).toBeUndefined();
  await clock.advance(5);
  expect(await waiting[0]).toBeUndefined();
  ends[0]?.();
  expect(await waiting[1]).toBeDefined();
  await clock.advance(5);
  expect(await waiting[2]).toBeUndefined();
  expect(clock.pending).toBe(0);
});
