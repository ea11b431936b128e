import { Metrics, MetricsCollectorService } from '@bot-metrics/core';
import { CollectedDiagnostics, RecordingBackend } from '@bot-metrics/testing';
import { createTask, type ScheduledTask } from 'node-cron';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CronContext, CronTask } from '../../src/node-cron/cron-task.ts';
import { instrumentNodeCron } from '../../src/node-cron/instrument-node-cron.ts';

const DURATION = 'messaging.process.duration';
const nightly = { 'messaging.system': 'node-cron', 'task.name': 'nightly' };
const silent = { info() {}, warn() {}, error() {}, debug() {} };
let backend: RecordingBackend;
let diagnostics: CollectedDiagnostics;
let collector: MetricsCollectorService;
let end: () => Promise<unknown>;
beforeEach(() => {
  backend = new RecordingBackend();
  diagnostics = new CollectedDiagnostics();
  end = async () => {};
  collector = new MetricsCollectorService(new Metrics(backend, { diagnostics }));
});
afterEach(async () => {
  await end();
});

/** Runs a module of `background` in the process of a background task, once. */
async function run(module: string): Promise<void> {
  const path = new URL(`background/${module}.mjs`, import.meta.url).pathname;
  const task: ScheduledTask = createTask('0 3 * * *', path, { name: 'nightly', logger: silent });
  instrumentNodeCron(task, collector);
  // node-cron's process may end with the failed run; then it never confirms `destroy`.
  const hasEnded = new Promise<void>((resolve) => task.once('task:failed', () => resolve()));
  end = () => Promise.race([task.destroy(), hasEnded]);
  await task.start();
  await task.execute().catch(() => {});
}

test('a run of a background task is measured from start to end', async () => {
  await run('slow');
  expect(backend.labelsOf(DURATION)).toEqual([nightly]);
  expect(backend.valuesOf(DURATION)[0]).toBeGreaterThan(0.02);
  expect(diagnostics.events).toEqual([]);
});

test('a failed run of a background task is recorded with the name of its error', async () => {
  await run('failing');
  expect(backend.labelsOf(DURATION)).toEqual([{ ...nightly, 'error.type': 'RangeError' }]);
});

test('a run whose process ends is recorded as failed', async () => {
  await run('exiting');
  expect(backend.labelsOf(DURATION)).toEqual([{ ...nightly, 'error.type': 'Error' }]);
  expect(diagnostics.events).toEqual([]);
});

/** A task whose events the test emits, in shapes that node-cron gives them or might give them. */
function emit(event: string, context: unknown): void {
  const listeners = new Map<string, (context: CronContext) => void>();
  const fake: CronTask = {
    id: 'id',
    name: 'nightly',
    getPattern: () => '0 3 * * *',
    on: (name, listener) => void listeners.set(name, listener),
    off: () => {},
  };
  instrumentNodeCron(fake, collector);
  listeners.get(event)?.(context as CronContext);
}

test('a run that failed before it started is recorded with a duration of 0', () => {
  emit('execution:failed', { execution: { error: new Error('Cannot execute: no task loaded') } });
  expect(backend.labelsOf(DURATION)).toEqual([{ ...nightly, 'error.type': 'Error' }]);
  expect(backend.valuesOf(DURATION)).toEqual([0]);
});

test.each([
  ['an unreadable time', { execution: { startedAt: 'yesterday' } }],
  ['a context that throws', Object.defineProperty({}, 'execution', { get: () => expect.unreachable() })],
  ['no context', undefined],
])('an event with %s is reported and counted, and the task goes on', (_, context) => {
  emit('execution:finished', context);
  expect(backend.records).toEqual([]);
  expect(diagnostics.events).toHaveLength(1);
  expect(collector.metrics.store.dropped.total).toBe(1);
});
