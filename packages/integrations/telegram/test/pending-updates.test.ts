import { type BotMetricsError, Metrics } from '@bot-metrics/core';
import { FakeClock } from '@bot-metrics/testing';
import { expect, it, vi } from 'vitest';
import { watchPendingUpdates } from '../src/pending-updates.ts';

it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses an interval of %d seconds', (interval) => {
  const metrics = new Metrics({ recordCounter() {}, setGauge() {}, recordHistogram() {} });
  const watch = () => watchPendingUpdates(metrics, async () => 0, interval, new FakeClock());
  expect(watch).toThrow(expect.objectContaining({ code: 'invalid_configuration' } satisfies Partial<BotMetricsError>));
});

it('asks never twice at a time', async () => {
  const clock = new FakeClock();
  const metrics = new Metrics({ recordCounter() {}, setGauge() {}, recordHistogram() {} });
  let answer: (count: number) => void = () => {};
  const read = vi.fn(() => new Promise<number>((resolve) => (answer = resolve)));
  const stop = watchPendingUpdates(metrics, read, 10, clock);
  await clock.advance(30);
  expect(read).toHaveBeenCalledTimes(1);
  answer(3);
  await Promise.resolve();
  await Promise.resolve();
  await clock.advance(10);
  expect(read).toHaveBeenCalledTimes(2);
  stop();
  expect(clock.pending).toBe(0);
});
