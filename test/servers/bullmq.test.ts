import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MetricsCollectorService, TaskQueueMetricsService } from '@bot-metrics/core';
import { BullmqTaskQueueMetrics, instrumentBullmqWorker } from '@bot-metrics/tasks/bullmq';
import { RecordingBackend } from '@bot-metrics/testing';
import { Queue, Worker } from 'bullmq';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type DatabaseServer, startRedis } from './database-server.ts';
import { until } from './server.ts';

const DURATION = 'messaging.process.duration';
const publish = { 'messaging.destination.name': 'posts', 'task.name': 'publish' };
const measured = { ...publish, 'messaging.system': 'bullmq' };

let server: DatabaseServer;
let queue: Queue;
let backend: RecordingBackend;
let collector: MetricsCollectorService;

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.close());

beforeEach(async () => {
  backend = new RecordingBackend();
  collector = new MetricsCollectorService(backend);
  queue = new Queue('posts', { connection: { host: '127.0.0.1', port: server.port } });
  await queue.obliterate({ force: true });
  return () => queue.close();
});

async function work(attempt: (data: { fails?: number }, attempts: number) => Promise<unknown>): Promise<Worker> {
  const worker = new Worker('posts', (job) => attempt(job.data, job.attemptsMade), {
    connection: { host: '127.0.0.1', port: server.port },
    concurrency: 10,
  });
  instrumentBullmqWorker(worker, collector);
  await worker.waitUntilReady();
  return worker;
}

async function failsAtFirst({ fails = 0 }: { fails?: number }, attempts: number): Promise<void> {
  if (attempts < fails) throw new RangeError('of 7 posts');
}

function outcomes(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of backend.labelsOf('task.attempts')) counts[`${outcome}`] = (counts[`${outcome}`] ?? 0) + 1;
  return counts;
}

test('every attempt of 100 jobs is counted once, by outcome', async () => {
  await queue.addBulk(
    Array.from({ length: 100 }, (_, i) => ({
      name: 'publish',
      data: { fails: i < 80 ? 0 : i < 90 ? 1 : 9 },
      opts: { attempts: 3 },
    })),
  );
  const worker = await work(failsAtFirst);
  // 80 at once, 10 at the second attempt, 10 never in three.
  await until('all jobs to be done', async () => backend.labelsOf('task.attempts').length >= 130);
  await worker.close();
  expect(outcomes()).toEqual({ success: 90, retry: 30, error: 10 });
  const failures = backend.labelsOf(DURATION).filter((labels) => 'error.type' in labels);
  expect(backend.labelsOf(DURATION).length).toBe(130);
  expect(failures).toEqual(Array.from({ length: 40 }, () => ({ ...measured, 'error.type': 'RangeError' })));
  expect(backend.labelsOf('task.wait.duration')).toEqual(Array.from({ length: 100 }, () => publish));
});

test('run time and waiting time match those of the job, in seconds', async () => {
  await queue.add('publish', {}, { delay: 200 });
  const worker = await work(() => new Promise((resolve) => setTimeout(resolve, 300)));
  await until('the job to be done', async () => backend.valuesOf(DURATION).length === 1);
  await worker.close();
  expect(backend.valuesOf(DURATION)[0]).toBeGreaterThanOrEqual(0.299);
  expect(backend.valuesOf(DURATION)[0]).toBeLessThan(3);
  expect(backend.valuesOf('task.wait.duration')[0]).toBeLessThan(3);
});

test('reads the queue by state, with or without priority, and its workers', async () => {
  await queue.add('publish', {});
  await queue.add('publish', {}, { priority: 5 });
  await queue.add('publish', {}, { delay: 60_000 });
  await queue.add('publish', { fails: 9 });
  const service = new TaskQueueMetricsService(backend, new BullmqTaskQueueMetrics(queue), { queue: 'posts' });
  expect(await service.collect()).toEqual({ activeWorkers: 0, queueLength: 3 });
  expect(depths()).toEqual({ waiting: 3, active: 0, delayed: 1, 'waiting-children': 0, failed: 0 });
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const worker = await work(async (data, attempts) => {
    await finished;
    return failsAtFirst(data, attempts);
  });
  await until('all jobs to run', async () => (await service.collect()).queueLength === 0);
  expect(await service.collect()).toEqual({ activeWorkers: 1, queueLength: 0 });
  expect(depths()).toEqual({ waiting: 0, active: 3, delayed: 1, 'waiting-children': 0, failed: 0 });
  finish();
  await until('all jobs to be done', async () => backend.labelsOf('task.attempts').length === 3);
  await worker.close();
  await service.collect();
  expect(depths()).toEqual({ waiting: 0, active: 0, delayed: 1, 'waiting-children': 0, failed: 1 });
  await queue.pause();
  await queue.add('publish', {});
  await service.collect();
  await queue.resume();
  expect(depths()).toMatchObject({ waiting: 1 });
});

/** The last depth of each state. */
function depths(): Record<string, number> {
  const values = backend.valuesOf('messaging.queue.depth');
  const states = backend.labelsOf('messaging.queue.depth').map((labels) => {
    expect(labels['messaging.destination.name']).toBe('posts');
    return `${labels.state}`;
  });
  return Object.fromEntries(states.map((state, i) => [state, values[i]!]));
}

test('the example prints its metrics and ends by itself', async () => {
  const script = fileURLToPath(new URL('../../examples/integrations/dist/bullmq.js', import.meta.url));
  const env = { ...process.env, REDIS_PORT: String(server.port) };
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env, timeout: 30_000 });
  expect(stdout).toMatch(/^messaging_process_duration_seconds_count\{.*task_name="publish"\} 1$/m);
  expect(stdout).toMatch(/^messaging_queue_depth\{messaging_destination_name="example-posts",state="delayed"\} 0$/m);
});
