import { MetricsCollectorService, setDefaultCollector } from '@bot-metrics/core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type PrometheusTimerType, prometheusTimer } from '../src/prometheus-timer.ts';
import { KeptWarnings } from './kept-warnings.ts';
import { RecordedCalls } from './recorded-calls.ts';

let warnings: KeptWarnings;
let mock: RecordedCalls;
beforeAll(() => {
  warnings = new KeptWarnings();
});
beforeEach(() => {
  mock = new RecordedCalls();
  setDefaultCollector(new MetricsCollectorService(mock));
});
afterEach(() => setDefaultCollector(undefined));
afterAll(() => warnings.release());

/** Names and labels of the counters; durations are not tested. */
function counted(): (readonly [string, object])[] {
  return mock.calls.filter(([name]) => name.endsWith('_total')).map(([name, , labels]) => [name, labels]);
}

test('a sync function keeps its result, this, name and length and is recorded under the old names', () => {
  const shop = {
    factor: 2,
    total: prometheusTimer('celery_task')(function total(this: { factor: number }, a: number, b: number) {
      return (a + b) * this.factor;
    }),
  };
  expect(shop.total(3, 4)).toBe(14);
  expect([shop.total.name, shop.total.length]).toEqual(['total', 2]);
  expect(mock.calls.map(([name, , labels]) => [name, labels])).toEqual([
    ['celery_tasks_total', { task_name: 'total', status: 'success' }],
    ['celery_task_duration_seconds', { task_name: 'total' }],
  ]);
  expect(mock.calls[1]?.[1]).toBeLessThan(1);
});

test('an async function returns the original promise and is recorded when it settles', async () => {
  const promise = Promise.resolve('rows');
  const find = prometheusTimer('database', { operation: 'SELECT' })(() => promise);
  expect(find()).toBe(promise);
  expect(counted()).toEqual([]);
  await promise;
  await promise;
  expect(counted()).toEqual([['database_queries_total', { operation: 'SELECT', status: 'success' }]]);
});

test('an exception or rejection passes through unchanged and is recorded as a failure', async () => {
  const error = new Error('no');
  const throws = prometheusTimer(
    'database',
    'DELETE',
  )(() => {
    throw error;
  });
  const rejects = prometheusTimer('celery_task', { task_name: 'send_post' })(async () => {
    throw error;
  });
  expect(throws).toThrow(error);
  await expect(rejects()).rejects.toBe(error);
  expect(counted()).toEqual([
    ['database_queries_total', { operation: 'DELETE', status: 'error' }],
    ['celery_tasks_total', { task_name: 'send_post', status: 'error' }],
  ]);
});

test('the other types have their own names and labels', () => {
  prometheusTimer('telegram_api', { method: 'sendPhoto' })(() => {})();
  prometheusTimer('http', { endpoint: '/users', method: 'POST', status_code: 201 })(() => {})();
  expect(counted()).toEqual([
    ['telegram_api_requests_total', { method: 'sendPhoto', status: 'ok' }],
    ['http_requests_total', { method: 'POST', endpoint: '/users', status_code: '201' }],
  ]);
});

test('works as a standard decorator and with experimentalDecorators', () => {
  function fetchViews(): number {
    return 7;
  }
  const context = { kind: 'method', name: 'fetchViews' } as ClassMethodDecoratorContext;
  expect(prometheusTimer('celery_task')(fetchViews, context)()).toBe(7);
  const descriptor = { value: fetchViews, writable: true };
  expect(prometheusTimer('celery_task')({}, 'fetchViews', descriptor).value?.()).toBe(7);
  const views = ['celery_tasks_total', { task_name: 'fetchViews', status: 'success' }];
  expect(counted()).toEqual([views, views]);
});

test('the service is looked up on every call', () => {
  setDefaultCollector(undefined);
  const task = prometheusTimer('task', 'send_post')(() => 1);
  expect(task()).toBe(1);
  setDefaultCollector(new MetricsCollectorService(mock));
  expect(task()).toBe(1);
  expect(counted()).toHaveLength(1);
});

test.each([
  ['an unknown type', 'nothing', {}],
  ['no type', undefined, {}],
  ['labels that are null', 'database', null],
  ['labels that are a number', 'task', 7],
  [
    'labels that throw when read',
    'http',
    new Proxy(
      {},
      {
        get() {
          throw new Error('unreadable');
        },
      },
    ),
  ],
])('%s leaves the function unchanged', (_, metricType, labels) => {
  const timed = Reflect.apply(prometheusTimer, undefined, [metricType as PrometheusTimerType, labels])(
    (n: number) => n + 1,
  );
  expect(timed(1)).toBe(2);
});
