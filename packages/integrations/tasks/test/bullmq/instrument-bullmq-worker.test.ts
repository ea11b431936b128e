// The worker of BullMQ itself runs against a real Redis in test/servers; here are the events that are hard to provoke there.
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

test('a job has waited since it was due, and only until its first attempt', () => {
  const backend = new RecordingBackend();
  const { worker } = instrumented(backend);
  worker.emit('active', job, 'waiting');
  worker.emit('active', { ...job, attemptsStarted: 2, processedOn: 90_000 }, 'waiting');
  worker.emit('active', { ...job, processedOn: 60_900 }, 'waiting');
  expect(backend.valuesOf('task.wait.duration')).toEqual([0.5, 0]);
});

test('an attempt lasts from its own beginning to its end', () => {
  const backend = new RecordingBackend();
  const { worker } = instrumented(backend);
  worker.emit('completed', job, undefined);
  expect(backend.valuesOf('messaging.process.duration')).toEqual([0.25]);
});

test('jobs that stalled too often are told of without their times, or not at all', () => {
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

test('a worker that is instrumented twice is measured once, until it is taken out', () => {
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

test('a backend that throws is not felt by the worker', () => {
  const throws = () => {
    throw new Error('broken');
  };
  const { worker } = instrumented({ recordCounter: throws, setGauge: throws, recordHistogram: throws });
  worker.emit('active', job, 'waiting');
  worker.emit('completed', job, undefined);
  worker.emit('completed', null, undefined);
});
