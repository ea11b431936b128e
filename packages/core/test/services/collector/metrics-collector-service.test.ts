import { expect, test } from 'vitest';
import { Metrics } from '../../../src/metrics.ts';
import { MetricsCollectorService } from '../../../src/services/collector/metrics-collector-service.ts';
import type { Naming } from '../../../src/services/naming.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';
import { KeptDiagnostics } from '../../kept-diagnostics.ts';
import { ReadingBackend } from '../../reading-backend.ts';
import { RecordedCalls } from '../../recorded-calls.ts';

function collectorOverMock(naming: Naming): { collector: MetricsCollectorService; calls: RecordedCalls['calls'] } {
  const mock = new RecordedCalls();
  return { collector: new MetricsCollectorService(mock, { naming }), calls: mock.calls };
}

/** One of everything. */
function recordAll(collector: MetricsCollectorService): void {
  const timestamp = new Date(0);
  collector.recordHttpRequest({ method: 'GET', endpoint: '/users/:id', statusCode: 200, duration: 0.1, timestamp });
  collector.recordTelegramApiRequest({ method: 'sendMessage', status: 'ok', duration: 0.2 });
  collector.recordTelegramUpdate({ updateType: 'message', handler: '/start', status: 'ok', duration: 0.3, lag: 2 });
  collector.recordDatabaseQuery({ operation: 'SELECT', status: 'success', duration: 0.4, system: 'postgresql' });
  collector.recordTask({ taskName: 'publish', status: 'success', duration: 0.5, queue: 'posts', system: 'bullmq' });
  collector.updateDatabaseConnections({ active: 3, idle: 2, max: 10, waiting: 1 });
  collector.updateTaskWorkers(4);
  collector.setAppInfo({ version: '1.2.3', environment: 'prod' });
}

const pool = { 'db.client.connection.pool.name': 'default' };

const semanticCalls = [
  [
    'recordHistogram',
    'http.server.request.duration',
    0.1,
    { 'http.request.method': 'GET', 'http.route': '/users/:id', 'http.response.status_code': 200 },
  ],
  [
    'recordHistogram',
    'telegram.client.request.duration',
    0.2,
    { 'telegram.method': 'sendMessage', 'telegram.status': 'ok' },
  ],
  ['recordHistogram', 'telegram.update.lag', 2, { 'telegram.update.type': 'message' }],
  [
    'recordHistogram',
    'telegram.update.duration',
    0.3,
    { 'telegram.update.type': 'message', 'telegram.handler': '/start', outcome: 'ok' },
  ],
  [
    'recordHistogram',
    'db.client.operation.duration',
    0.4,
    { 'db.system.name': 'postgresql', 'db.operation.name': 'SELECT' },
  ],
  [
    'recordHistogram',
    'messaging.process.duration',
    0.5,
    { 'messaging.system': 'bullmq', 'messaging.destination.name': 'posts', 'task.name': 'publish' },
  ],
  ['setGauge', 'db.client.connection.count', 3, { ...pool, 'db.client.connection.state': 'used' }],
  ['setGauge', 'db.client.connection.count', 2, { ...pool, 'db.client.connection.state': 'idle' }],
  ['setGauge', 'db.client.connection.max', 10, pool],
  ['setGauge', 'db.client.connection.pending_requests', 1, pool],
  ['setGauge', 'task.workers.active', 4, {}],
  ['setGauge', 'bot.app.info', 1, { 'service.version': '1.2.3', 'deployment.environment.name': 'prod' }],
];

const classicCalls = [
  ['recordCounter', 'http_requests_total', 1, { method: 'GET', endpoint: '/users/:id', status_code: 200 }],
  ['recordHistogram', 'http_request_duration_seconds', 0.1, { method: 'GET', endpoint: '/users/:id' }],
  ['recordCounter', 'telegram_api_requests_total', 1, { method: 'sendMessage', status: 'ok' }],
  ['recordHistogram', 'telegram_api_request_duration_seconds', 0.2, { method: 'sendMessage' }],
  ['recordCounter', 'telegram_updates_processed_total', 1, { handler_type: '/start' }],
  ['recordCounter', 'database_queries_total', 1, { operation: 'SELECT', status: 'success' }],
  ['recordHistogram', 'database_query_duration_seconds', 0.4, { operation: 'SELECT' }],
  ['recordCounter', 'celery_tasks_total', 1, { task_name: 'publish', status: 'success' }],
  ['recordHistogram', 'celery_task_duration_seconds', 0.5, { task_name: 'publish' }],
  ['setGauge', 'database_connections_active', 3, {}],
  ['setGauge', 'celery_workers_active', 4, {}],
  ['setGauge', 'app_info', 1, { version: '1.2.3', environment: 'prod' }],
];

test('a mock with three methods gets every record under semantic names', () => {
  const { collector, calls } = collectorOverMock('semantic');
  recordAll(collector);
  expect(calls).toEqual(semanticCalls);
});

test('a mock with three methods gets every record under classic names', () => {
  const { collector, calls } = collectorOverMock('classic');
  recordAll(collector);
  expect(calls).toEqual(classicCalls);
});

test('with both namings a mock gets every record twice', () => {
  const { collector, calls } = collectorOverMock('both');
  recordAll(collector);
  expect(calls).toHaveLength(semanticCalls.length + classicCalls.length);
  expect(calls).toEqual(expect.arrayContaining([...semanticCalls, ...classicCalls]));
});

test('failures carry an error type, of their own or in general', () => {
  const { collector, calls } = collectorOverMock('semantic');
  collector.recordHttpRequest({ method: 'GET', duration: 1, errorType: 'client_closed' });
  collector.recordDatabaseQuery({ operation: 'SELECT', status: 'error', duration: 1 });
  collector.recordDatabaseQuery({ operation: 'SELECT', status: 'error', duration: 1, errorType: '23' });
  collector.recordTask({ taskName: 'publish', status: 'error', duration: 1 });
  collector.recordTask({ taskName: 'publish', status: 'retry', duration: 1, errorType: 'Timeout' });
  expect(calls.map(([, , , labels]) => labels['error.type'])).toEqual([
    'client_closed',
    'error',
    '23',
    'error',
    'Timeout',
  ]);
});

test('a method that is no standard one is recorded as _OTHER', () => {
  const { collector, calls } = collectorOverMock('semantic');
  for (const method of ['GET', 'QUERY', 'get', 'BREW', '']) collector.recordHttpRequest({ method, duration: 1 });
  const methods = calls.map(([, , , labels]) => labels['http.request.method']);
  expect(methods).toEqual(['GET', 'QUERY', '_OTHER', '_OTHER', '_OTHER']);
});

test('an update without a handler or a duration counts by its type in classic naming', () => {
  const { collector, calls } = collectorOverMock('both');
  collector.recordTelegramUpdate({ updateType: 'poll', status: 'ok' });
  expect(calls).toEqual([['recordCounter', 'telegram_updates_processed_total', 1, { handler_type: 'poll' }]]);
});

test('a pool is recorded under the name that it was given', () => {
  const { collector, calls } = collectorOverMock('semantic');
  collector.updateDatabaseConnections({ active: 1, pool: 'replica' });
  expect(calls).toEqual([
    [
      'setGauge',
      'db.client.connection.count',
      1,
      { 'db.client.connection.pool.name': 'replica', 'db.client.connection.state': 'used' },
    ],
  ]);
});

test.each(['semantic', 'classic', 'both'] as const)(
  'a model that cannot be read is dropped and counted in %s naming',
  (naming) => {
    const store = new MetricStore({ diagnostics: new KeptDiagnostics() });
    const reader = store.openReader({ name: 'reader' });
    const collector = new MetricsCollectorService(store, { naming });
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
      },
    );
    for (const model of [undefined, null, hostile] as never[]) {
      collector.recordHttpRequest(model);
      collector.recordTelegramApiRequest(model);
      collector.recordTelegramUpdate(model);
      collector.recordDatabaseQuery(model);
      collector.recordTask(model);
      collector.updateDatabaseConnections(model);
      collector.setAppInfo(model);
    }
    expect(reader.account()).toMatchObject({ offered: 21, pending: 0, dropped: { invalid: 21 } });
  },
);

test('a backend that throws costs the caller nothing', () => {
  const throwing = (): never => {
    throw new Error('no');
  };
  const metrics = new Metrics(
    { recordCounter: throwing, setGauge: throwing, recordHistogram: throwing },
    { diagnostics: new KeptDiagnostics() },
  );
  expect(() => recordAll(new MetricsCollectorService(metrics, { naming: 'both' }))).not.toThrow();
});

test('the output is that of the backend, and empty for a mock', async () => {
  const collector = new MetricsCollectorService(new ReadingBackend());
  expect([await collector.getMetricsOutput(), collector.getContentType()]).toEqual([
    'output of reading',
    'text/reading',
  ]);
  const { collector: overMock } = collectorOverMock('semantic');
  expect([await overMock.getMetricsOutput(), overMock.getContentType()]).toEqual(['', 'text/plain; charset=utf-8']);
});

test('the output is that of the backend through a child facade, too', async () => {
  const child = new Metrics(new ReadingBackend()).child({ prefix: 'shop.' });
  expect(await new MetricsCollectorService(child).getMetricsOutput()).toBe('output of reading');
});
