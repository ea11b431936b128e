// Covers events that are hard to provoke with a real worker. test/servers runs BullMQ itself against Redis.
import { EventEmitter } from 'node:events';
import { MetricsCollectorService, type MetricsRecorder } from '@bot-metrics/core';
import { RecordingBackend } from '@bot-metrics/testing';
import { expect, test } from 'vitest';
import type { BullmqJob } from '../../src/bullmq/bullmq-worker.ts';
import { instrumentBullmqWorker } from '../../src/bullmq/instrument-bullmq-worker.ts';

class EmittingWorker extends EventEmitter {
  readonly name = 'posts';
}

const job: BullmqJob = {
  name: 'publish',
  timestamp: 1_000,
  processedOn: 61_500,
  finishedOn: 61_750,
  attemptsStarted: 1,
  opts: { delay: 60_000 },
};

function instrumented(backend: MetricsRecorder): { worker: EmittingWorker; stop: () => void } {
  const worker = new EmittingWorker();
  return { worker, stop: instrumentBullmqWorker(worker, new MetricsCollectorService(backend)) };
}

test('the wait of a job is measured from its due time, for its first attempt only', () => {
  const backend = new RecordingBackend();
  const { worker } = instrumented(backend);
  worker.emit('active', job, 'waiting');
  worker.emit('active', { ...job, attemptsStarted: 2, processedOn: 90_000 }, 'waiting');
  worker.emit('active', { ...job, processedOn: 60_900 }, 'waiting');
  expect(backend.valuesOf('task.wait.duration')).toEqual([0.5, 0]);
});

test('an attempt is measured from its own start to its end', () => {
  const backend = new RecordingBackend();
  const { worker } = instrumented(backend);
  worker.emit('completed', job, undefined);
  expect(backend.valuesOf('messaging.process.duration')).toEqual([0.25]);
});

test('jobs that stalled too often are counted without durations, or not at all if the job is missing', () => {
  const backend = new RecordingBackend();
  const { worker } = instrumented(backend);
  const { processedOn: _, ...lost } = job;
  worker.emit('failed', lost, new Error('job stalled more than allowable limit'));
  worker.emit('failed', undefined, new Error('job stalled more than allowable limit'));
  expect(backend.records).toEqual([
    {
      name: 'task.attempts',
      value: 1,
      labels: { 'messaging.destination.name': 'posts', 'task.name': 'publish', outcome: 'error' },
    },
  ]);
});

test('a worker instrumented twice is measured once, until the instrumentation is removed', () => {
  const backend = new RecordingBackend();
  const { worker, stop } = instrumented(backend);
  const second = instrumentBullmqWorker(worker, new MetricsCollectorService(backend));
  worker.emit('completed', job, undefined);
  second();
  worker.emit('completed', job, undefined);
  expect(backend.valuesOf('task.attempts')).toEqual([1, 1]);
  stop();
  worker.emit('completed', job, undefined);
  expect(backend.valuesOf('task.attempts')).toEqual([1, 1]);
  expect(worker.eventNames()).toEqual([]);
});

test('a throwing backend does not affect the worker', () => {
  const throws = () => {
    throw new Error('broken');
  };
  const { worker } = instrumented({ recordCounter: throws, setGauge: throws, recordHistogram: throws });
  worker.emit('active', job, 'waiting');
  worker.emit('completed', job, undefined);
  worker.emit('completed', null, undefined);
});
