import { MetricsCollectorService } from '@bot-metrics/core';
import { RecordingBackend } from '@bot-metrics/testing';
import { beforeEach, expect, test } from 'vitest';
import { runTask } from '../src/run-task.ts';

const DURATION = 'messaging.process.duration';
let backend: RecordingBackend;
let collector: MetricsCollectorService;
beforeEach(() => {
  backend = new RecordingBackend();
  collector = new MetricsCollectorService(backend);
});

test('a task is recorded under its name and its result passes through', async () => {
  expect(runTask(collector, 'add', () => 1 + 1)).toBe(2);
  expect(await runTask(collector, 'digest', async () => 'sent')).toBe('sent');
  expect(backend.labelsOf(DURATION)).toEqual([{ 'task.name': 'add' }, { 'task.name': 'digest' }]);
  for (const seconds of backend.valuesOf(DURATION)) expect(seconds).toBeLessThan(5);
});

test('a failed task is recorded with its error name and the error passes through', async () => {
  const error = new RangeError('of 7 posts');
  await expect(runTask(collector, 'digest', () => Promise.reject(error))).rejects.toBe(error);
  expect(() =>
    runTask(collector, 'add', () => {
      throw error;
    }),
  ).toThrow(error);
  expect(backend.labelsOf(DURATION)).toEqual([
    { 'task.name': 'digest', 'error.type': 'RangeError' },
    { 'task.name': 'add', 'error.type': 'RangeError' },
  ]);
});

test('a failing collector does not fail the task', () => {
  const broken = { recordTask: () => expect.unreachable() } as unknown as MetricsCollectorService;
  expect(runTask(broken, 'add', () => 2)).toBe(2);
});
