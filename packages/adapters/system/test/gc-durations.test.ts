import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Metrics } from '@bot-metrics/core';
import { CollectedDiagnostics, RecordingBackend } from '@bot-metrics/testing';
import { expect, it, vi } from 'vitest';
import { recordGcDurations } from '../src/gc-durations.ts';

it('records each run of the garbage collector by its type, until it ends', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const backend = new RecordingBackend();
  const stop = recordGcDurations(new Metrics(backend));
  collectGarbage();
  await vi.waitFor(() => expect(backend.labelsOf('v8js.gc.duration')).toContainEqual({ 'v8js.gc.type': 'major' }));
  expect(Math.max(...backend.valuesOf('v8js.gc.duration'))).toBeLessThan(5);
  stop();
  const before = backend.records.length;
  // Observed later than the first would be, so that the first has had its chance.
  const witness = new RecordingBackend();
  const stopWitness = recordGcDurations(new Metrics(witness));
  collectGarbage();
  await vi.waitFor(() => expect(witness.labelsOf('v8js.gc.duration')).toContainEqual({ 'v8js.gc.type': 'major' }));
  stopWitness();
  expect(backend.records).toHaveLength(before);
});

it('is not felt by the process when every record throws', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const broken = vi.fn(() => {
    throw new Error('broken backend');
  });
  const diagnostics = new CollectedDiagnostics();
  const recorder = { recordCounter: broken, setGauge: broken, recordHistogram: broken };
  const stop = recordGcDurations(new Metrics(recorder, { diagnostics }));
  collectGarbage();
  // What an observer throws would be an uncaught exception, and so a failed run.
  await vi.waitFor(() => expect(broken).toHaveBeenCalled());
  stop();
});
