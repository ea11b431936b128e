import { expect, test } from 'vitest';
import { DatabaseMetricsService } from '../../../src/services/database/database-metrics-service.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';
import { FakeClock } from '../../fake-clock.ts';
import { KeptDiagnostics } from '../../kept-diagnostics.ts';
import { RecordedCalls } from '../../recorded-calls.ts';
import { seriesOf } from '../../series-of.ts';

const port = { getActiveConnections: async () => 3, getIdleConnections: async () => 2, getPoolSize: async () => 10 };
const replica = { 'db.client.connection.pool.name': 'replica' };

test('a pool is recorded under its name; what the port does not know is absent', async () => {
  const mock = new RecordedCalls();
  const service = new DatabaseMetricsService(mock, port, { pool: 'replica', naming: 'both' });
  expect(await service.collect()).toEqual({ active: 3, idle: 2, max: 10, pool: 'replica' });
  expect(mock.calls).toEqual([
    ['setGauge', 'db.client.connection.count', 3, { ...replica, 'db.client.connection.state': 'used' }],
    ['setGauge', 'db.client.connection.count', 2, { ...replica, 'db.client.connection.state': 'idle' }],
    ['setGauge', 'db.client.connection.max', 10, replica],
    ['setGauge', 'database_connections_active', 3, {}],
  ]);
});

test('requests that wait are recorded where the port knows them', async () => {
  const store = new MetricStore({ diagnostics: new KeptDiagnostics() });
  const service = new DatabaseMetricsService(store, { ...port, getWaitingRequests: async () => 7 });
  expect(await service.collect()).toEqual({ active: 3, idle: 2, max: 10, waiting: 7 });
  expect(seriesOf(store, 'db.client.connection.pending_requests')).toEqual({
    'db.client.connection.pool.name=default': 7,
  });
});

test('a pool that cannot be read loses its own series and no other', async () => {
  const clock = new FakeClock();
  const diagnostics = new KeptDiagnostics();
  const store = new MetricStore({ clock, diagnostics });
  let failing = false;
  const getPoolSize = (): Promise<number> => (failing ? Promise.reject(new Error('gone')) : Promise.resolve(10));
  const waiting = { getWaitingRequests: async () => 7 };
  await new DatabaseMetricsService(store, { ...port, ...waiting }).collect();
  const service = new DatabaseMetricsService(
    store,
    { ...port, ...waiting, getPoolSize },
    { pool: 'replica', scheduler: clock },
  );
  service.start(10);
  await clock.advance(1);
  expect(Object.keys(seriesOf(store, 'db.client.connection.count'))).toHaveLength(4);
  failing = true;
  await clock.advance(30);
  const left = ['count', 'max', 'pending_requests'].map((name) => seriesOf(store, `db.client.connection.${name}`));
  expect(left).toEqual([
    {
      'db.client.connection.pool.name=default,db.client.connection.state=used': 3,
      'db.client.connection.pool.name=default,db.client.connection.state=idle': 2,
    },
    { 'db.client.connection.pool.name=default': 10 },
    { 'db.client.connection.pool.name=default': 7 },
  ]);
  expect(diagnostics.codes).toEqual(['polling_failed']);
  service.stop();
  expect(clock.pending).toBe(0);
});
