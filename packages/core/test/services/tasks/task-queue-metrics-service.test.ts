import { expect, test } from 'vitest';
import { TaskQueueMetricsService } from '../../../src/services/tasks/task-queue-metrics-service.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';
import { FakeClock } from '../../fake-clock.ts';
import { KeptDiagnostics } from '../../kept-diagnostics.ts';
import { RecordedCalls } from '../../recorded-calls.ts';
import { seriesOf } from '../../series-of.ts';

test('workers and the jobs that wait in the named queue are recorded', async () => {
  const mock = new RecordedCalls();
  const asked: unknown[] = [];
  const port = {
    getActiveWorkers: async () => 4,
    getQueueLength: async (queue?: string) => {
      asked.push(queue);
      return 9;
    },
  };
  const service = new TaskQueueMetricsService(mock, port, { queue: 'posts', naming: 'both' });
  expect(await service.collect()).toEqual({ activeWorkers: 4, queueLength: 9 });
  expect(asked).toEqual(['posts']);
  expect(mock.calls).toEqual([
    ['setGauge', 'task.workers.active', 4, {}],
    ['setGauge', 'celery_workers_active', 4, {}],
    ['setGauge', 'messaging.queue.depth', 9, { 'messaging.destination.name': 'posts', state: 'waiting' }],
  ]);
});

test('a queue that cannot be read has no series until it can', async () => {
  const clock = new FakeClock();
  const diagnostics = new KeptDiagnostics();
  const store = new MetricStore({ clock, diagnostics });
  let failing = false;
  const port = {
    getActiveWorkers: () => (failing ? Promise.reject(new Error('gone')) : Promise.resolve(4)),
    getQueueLength: async () => 9,
  };
  const service = new TaskQueueMetricsService(store, port, { scheduler: clock });
  service.start(10);
  await clock.advance(1);
  const depth = { 'messaging.destination.name=default,state=waiting': 9 };
  expect(seriesOf(store, 'messaging.queue.depth')).toEqual(depth);
  failing = true;
  await clock.advance(20);
  expect([seriesOf(store, 'messaging.queue.depth'), seriesOf(store, 'task.workers.active')]).toEqual([{}, {}]);
  failing = false;
  await clock.advance(10);
  expect(seriesOf(store, 'messaging.queue.depth')).toEqual(depth);
  expect(diagnostics.codes).toEqual(['polling_failed', 'polling_recovered']);
  service.stop();
  expect(clock.pending).toBe(0);
});

test('a port that knows the jobs in each state has a series for each, and none while it fails', async () => {
  const clock = new FakeClock();
  const store = new MetricStore({ clock, diagnostics: new KeptDiagnostics() });
  let failing = false;
  const port = {
    getActiveWorkers: async () => 4,
    getQueueLength: async () => 9,
    getQueueDepth: async (queue?: string) => {
      if (failing) throw new Error('gone');
      return { waiting: 9, delayed: queue === 'posts' ? 2 : 0 };
    },
  };
  const service = new TaskQueueMetricsService(store, port, { queue: 'posts', scheduler: clock });
  service.start(10);
  await clock.advance(1);
  expect(seriesOf(store, 'messaging.queue.depth')).toEqual({
    'messaging.destination.name=posts,state=waiting': 9,
    'messaging.destination.name=posts,state=delayed': 2,
  });
  failing = true;
  await clock.advance(20);
  expect(seriesOf(store, 'messaging.queue.depth')).toEqual({});
  service.stop();
});
