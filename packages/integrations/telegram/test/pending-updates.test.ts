import { inspect } from 'node:util';
import { type BotMetricsError, Metrics } from '@bot-metrics/core';
import { hasSeries, MetricStore } from '@bot-metrics/core/backend';
import { CollectedDiagnostics, FakeClock } from '@bot-metrics/testing';
import { expect, it, vi } from 'vitest';
import { PendingUpdates } from '../src/pending-updates.ts';

it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('rejects an interval of %d seconds', (interval) => {
  const metrics = new Metrics({ recordCounter() {}, setGauge() {}, recordHistogram() {} });
  const watch = () => new PendingUpdates(metrics, async () => 0, interval, new FakeClock());
  expect(watch).toThrow(expect.objectContaining({ code: 'invalid_configuration' } satisfies Partial<BotMetricsError>));
});

it('never has two requests in flight', async () => {
  const clock = new FakeClock();
  const recorder = { recordCounter() {}, setGauge() {}, recordHistogram() {} };
  const metrics = new Metrics(recorder, { diagnostics: new CollectedDiagnostics() });
  let answer: (count: number) => void = () => {};
  const read = vi.fn(() => new Promise<number>((resolve) => (answer = resolve)));
  const pending = new PendingUpdates(metrics, read, 10, clock);
  pending.start();
  await clock.advance(30);
  expect(read).toHaveBeenCalledTimes(1);
  answer(3);
  await Promise.resolve();
  await Promise.resolve();
  await clock.advance(10);
  expect(read).toHaveBeenCalledTimes(2);
  pending.stop();
  expect(clock.pending).toBe(0);
});

it('removes the series when a request fails and when it stops', async () => {
  const clock = new FakeClock();
  const diagnostics = new CollectedDiagnostics();
  const metrics = new Metrics(new MetricStore({ clock, scheduler: clock, diagnostics }));
  const reader = metrics.store.openReader({ name: 'reader' });
  const shown = () => {
    const snapshot = reader.snapshot();
    const [family] = snapshot.families;
    snapshot.release();
    if (family === undefined || family.kind === 'histogram') return [];
    return [...family.values].filter((_, slot) => slot < family.slots && hasSeries(family, slot, 'cumulative'));
  };
  let fails = false;
  const read = async () => {
    if (fails) throw new Error('request to https://api.telegram.org/bot42:secret/getWebhookInfo failed');
    return 5;
  };
  const pending = new PendingUpdates(metrics, read, 10, clock);
  pending.start();
  await vi.waitFor(() => expect(shown()).toEqual([5]));
  fails = true;
  await clock.advance(10);
  await vi.waitFor(() => expect(shown()).toEqual([]));
  fails = false;
  await clock.advance(10);
  await vi.waitFor(() => expect(shown()).toEqual([5]));
  pending.stop();
  expect(shown()).toEqual([]);
  expect(diagnostics.codes()).toEqual(['polling_failed', 'polling_recovered']);
  expect(inspect(diagnostics.events, { depth: Infinity })).not.toContain('secret');
});

it('ignores an answer that arrives after it stopped', async () => {
  const clock = new FakeClock();
  const setGauge = vi.fn();
  let answer: (count: number) => void = () => {};
  const read = () => new Promise<number>((resolve) => (answer = resolve));
  const pending = new PendingUpdates(
    new Metrics({ recordCounter() {}, setGauge, recordHistogram() {} }),
    read,
    10,
    clock,
  );
  pending.start();
  pending.stop();
  answer(3);
  await new Promise((resolve) => setImmediate(resolve));
  expect(setGauge).not.toHaveBeenCalled();
});
