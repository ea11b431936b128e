import { expect, it } from 'vitest';
import { MetricsCollectorService } from '../../src/services/collector/metrics-collector-service.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import { createGuard } from '../../src/timer/guarded.ts';
import { metricsTimer } from '../../src/timer/metrics-timer.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';

function setUp() {
  const diagnostics = new KeptDiagnostics();
  const store = new MetricStore({ diagnostics });
  return { diagnostics, store, collector: new MetricsCollectorService(store) };
}

function throws(thrown: unknown): () => never {
  return () => {
    throw thrown;
  };
}

it('a failure never throws, and is reported with its integration, its error and a remedy', () => {
  const { diagnostics, collector } = setUp();
  const cause = new TypeError('startedAt.getTime is not a function');
  createGuard('node-cron', collector)(throws(cause));
  expect(diagnostics.events).toEqual([
    {
      code: 'integration_failed',
      message:
        'node-cron: measuring code failed (startedAt.getTime is not a function); check the functions in your options, and that this version of the library is supported',
      severity: 'warn',
      cause,
    },
  ]);
});

it('a failure is reported once per integration and message, even through several guards, and counted every time', () => {
  const { diagnostics, store, collector } = setUp();
  for (const integration of ['pg', 'pg', 'redis']) {
    const guarded = createGuard(integration, collector);
    for (const message of ['one', 'two', 'one']) guarded(throws(new Error(message)));
  }
  expect(diagnostics.events.map(({ message }) => message.slice(0, message.indexOf(')')))).toEqual([
    'pg: measuring code failed (one',
    'pg: measuring code failed (two',
    'redis: measuring code failed (one',
    'redis: measuring code failed (two',
  ]);
  expect(store.dropped.total).toBe(9);
});

it('messages that always differ are reported up to 20 times, and the last one says so', () => {
  const { diagnostics, collector } = setUp();
  const guarded = createGuard('koa', collector);
  for (let id = 0; id < 1000; id++) guarded(throws(new Error(`request ${id} ${'x'.repeat(1000)}`)));
  expect(diagnostics.events).toHaveLength(20);
  expect(diagnostics.events.at(-1)?.message).toMatch(
    /supported\. Other failures of this integration are only counted$/,
  );
  expect(diagnostics.events.at(-1)?.message.length).toBeLessThan(500);
});

it.each([
  ['an error whose message cannot be read', Object.defineProperty(new Error('x'), 'message', { get: throws(0) })],
  ['an object without a prototype', Object.create(null)],
  ['nothing', undefined],
])('%s is reported too', (_, thrown) => {
  const { diagnostics, collector } = setUp();
  createGuard('hono', collector)(throws(thrown));
  expect(diagnostics.codes).toEqual(['integration_failed']);
});

it('diagnostics that throw do not fail the measured code', () => {
  const collector = new MetricsCollectorService(
    new MetricStore({ diagnostics: { report: throws(new Error('broken')) } }),
  );
  expect(() => createGuard('pg', collector)(throws(new Error('x')))).not.toThrow();
});

it('a timed function whose `labels` option throws returns its result, and the failure is reported', () => {
  const { diagnostics, collector } = setUp();
  const timed = metricsTimer({ metricType: 'http', collector, labels: throws(new Error('no labels')) })(() => 'done');
  expect(timed()).toBe('done');
  expect(diagnostics.codes).toEqual(['integration_failed']);
});

it('a failure of a mock without metrics does not throw', () => {
  const mock = {} as MetricsCollectorService;
  expect(() => createGuard('pg', mock)(throws(new Error('x')))).not.toThrow();
});
