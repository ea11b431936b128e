import { tracingChannel } from 'node:diagnostics_channel';
import { createGuard, Metrics, MetricsCollectorService } from '@bot-metrics/core';
import { CollectedDiagnostics, RecordingBackend } from '@bot-metrics/testing';
import { afterEach, expect, it, vi } from 'vitest';
import { followCalls, type TracedCall } from '../src/traced-calls.ts';

interface Call extends TracedCall {
  readonly name: string;
}

const channel = tracingChannel<object, Call>('test:calls');
const diagnostics = new CollectedDiagnostics();
let stop: () => void = () => {};
afterEach(() => {
  stop();
  diagnostics.clear();
});

function follow(measures: (call: Call) => boolean = () => true) {
  const ended = vi.fn<(call: Call, seconds: number) => void>();
  const guarded = createGuard(
    'test',
    new MetricsCollectorService(new Metrics(new RecordingBackend(), { diagnostics })),
  );
  stop = followCalls<Call>('test:calls', guarded, measures, ended);
  return ended;
}

it('reports a promise once, when it resolves or rejects, with its error', async () => {
  const ended = follow();
  const fault = new Error('no');
  await channel.tracePromise(async () => 1, { name: 'good' });
  await expect(channel.tracePromise(() => Promise.reject(fault), { name: 'bad' })).rejects.toBe(fault);
  expect(ended.mock.calls.map(([{ name, error }]) => [name, error])).toEqual([
    ['good', undefined],
    ['bad', fault],
  ]);
  expect(ended.mock.calls[0]?.[1]).toBeLessThan(1);
});

it('reports a callback before it runs', () => {
  const ended = follow();
  let endedBefore = 0;
  channel.traceCallback(
    (callback: () => void) => callback(),
    0,
    { name: 'call' },
    undefined,
    () => {
      endedBefore = ended.mock.calls.length;
    },
  );
  expect(endedBefore).toBe(1);
  expect(ended).toHaveBeenCalledTimes(1);
});

it('reports a call that throws synchronously', () => {
  const ended = follow();
  const fail = () => {
    throw new Error('no');
  };
  expect(() => channel.tracePromise(fail, { name: 'call' })).toThrow('no');
  expect(ended).toHaveBeenCalledTimes(1);
});

it('skips what it should not measure, reports exceptions instead of throwing them, and stops', async () => {
  const ended = follow(({ name }) => name !== 'noise');
  ended.mockImplementation(() => {
    throw new Error('broken collector');
  });
  await channel.tracePromise(async () => 1, { name: 'noise' });
  expect(await channel.tracePromise(async () => 1, { name: 'call' })).toBe(1);
  expect(diagnostics.codes()).toEqual(['integration_failed']);
  stop();
  await channel.tracePromise(async () => 1, { name: 'call' });
  expect(ended).toHaveBeenCalledTimes(1);
});
