import { MetricsCollectorService } from '@bot-metrics/core';
import { RecordingBackend } from '@bot-metrics/testing';
import { createTask, type ScheduledTask, type TaskFn, type TaskOptions } from 'node-cron';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { instrumentNodeCron } from '../../src/node-cron/instrument-node-cron.ts';

const DURATION = 'messaging.process.duration';
const nightly = { 'messaging.system': 'node-cron', 'task.name': 'nightly' };
const silent = { info() {}, warn() {}, error() {}, debug() {} };
const tasks: ScheduledTask[] = [];
let backend: RecordingBackend;
let collector: MetricsCollectorService;
beforeEach(() => {
  backend = new RecordingBackend();
  collector = new MetricsCollectorService(backend);
});
afterEach(async () => {
  for (const task of tasks.splice(0)) await task.destroy();
});

function taskOf(run: TaskFn, options: TaskOptions = { name: 'nightly' }): ScheduledTask {
  const task = createTask('0 3 * * *', run, { logger: silent, ...options });
  tasks.push(task);
  return task;
}

test('a run is measured from start to end and its result passes through', async () => {
  const task = taskOf(async () => 'done');
  instrumentNodeCron(task, collector);
  expect(await task.execute()).toBe('done');
  expect(backend.labelsOf(DURATION)).toEqual([nightly]);
  expect(backend.valuesOf(DURATION)[0]).toBeLessThan(5);
});

test('a failed run is recorded with the name of its error', async () => {
  const task = taskOf(() => {
    throw new RangeError('of 7 posts');
  });
  instrumentNodeCron(task, collector);
  await task.execute().catch(() => {});
  expect(backend.labelsOf(DURATION)).toEqual([{ ...nightly, 'error.type': 'RangeError' }]);
});

test('an unnamed task is labelled with its pattern, never with its random id', async () => {
  const task = taskOf(() => {}, {});
  instrumentNodeCron(task, collector);
  await task.execute();
  expect(backend.labelsOf(DURATION)).toEqual([{ ...nightly, 'task.name': '0 3 * * *' }]);
});

test('a task instrumented twice is measured once, until the instrumentation is removed', async () => {
  const task = taskOf(() => {});
  const stop = instrumentNodeCron(task, collector);
  instrumentNodeCron(task, collector)();
  await task.execute();
  stop();
  await task.execute();
  expect(backend.labelsOf(DURATION)).toEqual([nightly]);
});

test('a throwing backend does not affect the task', async () => {
  const throws = () => {
    throw new Error('broken');
  };
  const broken = { recordCounter: throws, setGauge: throws, recordHistogram: throws };
  const task = taskOf(() => 'done');
  instrumentNodeCron(task, new MetricsCollectorService(broken));
  expect(await task.execute()).toBe('done');
});

test('a run that is due while the previous one is active counts as skipped', async () => {
  let finish = () => {};
  const running = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const task = createTask('* * * * * *', () => running, {
    name: 'every second',
    noOverlap: true,
    logger: silent,
  });
  tasks.push(task);
  instrumentNodeCron(task, collector);
  const overlapped = new Promise<void>((resolve) => task.once('execution:overlap', () => resolve()));
  await task.start();
  await overlapped;
  finish();
  expect(backend.labelsOf('task.skipped')).toEqual([{ 'task.name': 'every second', reason: 'overlap' }]);
});
