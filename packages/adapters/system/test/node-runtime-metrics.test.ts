import { Metrics } from '@bot-metrics/core';
import { MetricStore, type StoreReader } from '@bot-metrics/core/backend';
import { FakeClock } from '@bot-metrics/testing';
import { beforeEach, expect, it, vi } from 'vitest';
import { NodeRuntimeMetrics } from '../src/node-runtime-metrics.ts';

let clock: FakeClock;
let metrics: Metrics;
let reader: StoreReader;

beforeEach(() => {
  clock = new FakeClock();
  metrics = new Metrics(new MetricStore({ clock, scheduler: clock }));
  reader = metrics.store.openReader({ name: 'reader' });
});

/** All current series by `name{labels}`; a histogram by its sum. */
async function read(): Promise<Record<string, number>> {
  const snapshot = await reader.collect();
  const series: Record<string, number> = {};
  for (const family of snapshot.families) {
    for (let slot = 0; slot < family.slots; slot++) {
      if (family.created[slot]! < 0) continue;
      const labels = family.metric.labelsOf(slot).map(([, value]) => value);
      const name = [family.metric.definition.name, ...labels].join(' ');
      series[name] = (family.kind === 'histogram' ? family.counts : family.values)[slot]!;
    }
  }
  snapshot.acknowledge();
  return series;
}

it('reads CPU time, memory, heap spaces and active resources of this process', async () => {
  const runtime = new NodeRuntimeMetrics(metrics, { scheduler: clock });
  runtime.start();
  const series = await read();
  const { user, system } = process.cpuUsage();
  expect(series['process.cpu.time user']).toBeGreaterThan(0);
  expect(series['process.cpu.time user']).toBeLessThanOrEqual(user / 1e6);
  expect(series['process.cpu.time system']).toBeLessThanOrEqual(system / 1e6);
  expect(series['process.memory.usage']! / process.memoryUsage.rss()).toBeCloseTo(1, 0);
  const heap = Object.keys(series).filter((name) => name.startsWith('v8js.memory.heap.used'));
  expect(heap).toContain('v8js.memory.heap.used old_space');
  expect(heap.length).toBeLessThan(20);
  expect(Object.keys(series).some((name) => name.startsWith('v8js.resource.active '))).toBe(true);
  runtime.stop();
});

it('reports the event loop delay of the last window, the same to every reader', async () => {
  const runtime = new NodeRuntimeMetrics(metrics, { scheduler: clock, windowSeconds: 5 });
  runtime.start();
  // There is no delay until a real timer of the event loop has fired.
  await vi.waitFor(async () => expect((await read())['nodejs.eventloop.delay.max']).toBeDefined());
  const until = performance.now() + 60;
  while (performance.now() < until);
  await vi.waitFor(async () => expect((await read())['nodejs.eventloop.delay.max']).toBeGreaterThan(0.04));
  await clock.advance(5);
  const first = await read();
  expect(first['nodejs.eventloop.delay.max']).toBeGreaterThan(0.04);
  expect(first['nodejs.eventloop.delay.max']).toBeLessThan(5);
  expect(first['nodejs.eventloop.delay.p50']).toBeLessThanOrEqual(first['nodejs.eventloop.delay.p99']!);
  expect(first['nodejs.eventloop.utilization']).toBeGreaterThan(0);
  expect(first['nodejs.eventloop.utilization']).toBeLessThanOrEqual(1);
  expect(await read()).toMatchObject({ 'nodejs.eventloop.delay.max': first['nodejs.eventloop.delay.max'] });
  runtime.stop();
});

/** Blocks the event loop until its histograms have seen it. */
async function block(milliseconds: number): Promise<void> {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve, 15));
}

it('reports the longest delay of the whole interval of each reader', async () => {
  const runtime = new NodeRuntimeMetrics(metrics, { scheduler: clock });
  runtime.start();
  await block(0);
  await read();
  await block(80);
  // Two windows end after the one with the delay.
  for (let window = 0; window < 3; window++) {
    await clock.advance(10);
    await block(0);
  }
  expect((await read())['nodejs.eventloop.delay.max']).toBeGreaterThan(0.05);
  await clock.advance(10);
  await block(0);
  await clock.advance(10);
  expect((await read())['nodejs.eventloop.delay.max']).toBeLessThan(0.05);
  runtime.stop();
});

it('reports to a slow reader the delay of its interval, although a fast one has read meanwhile', async () => {
  const fast = metrics.store.openReader({ name: 'fast' });
  const runtime = new NodeRuntimeMetrics(metrics, { scheduler: clock });
  runtime.start();
  await block(80);
  for (let window = 0; window < 5; window++) {
    await clock.advance(12);
    await block(0);
    (await fast.collect()).acknowledge();
  }
  expect((await read())['nodejs.eventloop.delay.max']).toBeGreaterThan(0.05);
  runtime.stop();
});

it('measures once when started twice, and only the running instance stops it', async () => {
  const runtime = new NodeRuntimeMetrics(metrics, { scheduler: clock });
  runtime.start();
  const second = new NodeRuntimeMetrics(metrics, { scheduler: clock });
  second.start();
  second.stop();
  expect(clock.pending).toBe(1);
  expect(await read()).toHaveProperty('process.memory.usage');
  runtime.stop();
  expect(clock.pending).toBe(0);
  expect(Object.keys(await read()).filter((name) => !name.startsWith('v8js.gc'))).toEqual([]);
  second.start();
  expect(await read()).toHaveProperty('process.memory.usage');
  second.stop();
});

it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('rejects a window of %d seconds', (windowSeconds) => {
  expect(() => new NodeRuntimeMetrics(metrics, { windowSeconds })).toThrow(
    `windowSeconds: expected a number of seconds above 0, received ${windowSeconds}`,
  );
});
