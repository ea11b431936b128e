import { PerformanceObserver } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Metrics } from '@bot-metrics/core';
import { CollectedDiagnostics, RecordingBackend } from '@bot-metrics/testing';
import { expect, it, vi } from 'vitest';
import { recordGcDurations } from '../src/gc-durations.ts';

/** Runs the garbage collector and waits until Node has passed the entry to observers. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await new Promise<void>((resolve) => {
    const observer = new PerformanceObserver(() => {
      observer.disconnect();
      resolve();
    });
    observer.observe({ entryTypes: ['gc'] });
    collect();
  });
}

it('records each garbage collection by its type until it is stopped', async () => {
  const backend = new RecordingBackend();
  const stop = recordGcDurations(new Metrics(backend));
  await collectGarbage();
  expect(backend.labelsOf('v8js.gc.duration')).toContainEqual({ 'v8js.gc.type': 'major' });
  expect(Math.max(...backend.valuesOf('v8js.gc.duration'))).toBeLessThan(5);
  stop();
  const before = backend.records.length;
  await collectGarbage();
  expect(backend.records).toHaveLength(before);
});

it('does not affect the process when every record throws', async () => {
  const broken = vi.fn(() => {
    throw new Error('broken backend');
  });
  const diagnostics = new CollectedDiagnostics();
  const recorder = { recordCounter: broken, setGauge: broken, recordHistogram: broken };
  const stop = recordGcDurations(new Metrics(recorder, { diagnostics }));
  // An exception in an observer would be uncaught and fail the run.
  await collectGarbage();
  expect(broken).toHaveBeenCalled();
  stop();
});
