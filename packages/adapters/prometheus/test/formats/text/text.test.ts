import { FakeClock } from '@bot-metrics/testing';
import { expect, it } from 'vitest';
import { PrometheusMetricsBackend } from '../../../src/index.ts';

it('leaves the type of a gauge out whose name belongs to parts of a histogram', async () => {
  const backend = new PrometheusMetricsBackend({ listen: false, clock: new FakeClock() });
  backend.setGauge('db.client.connection.count', 3);
  backend.setGauge('db.client.connection.max', 4);
  backend.setGauge('channels_total', 5);

  const page = await backend.getMetricsOutput();

  expect(page.split('\n').filter((line) => line.startsWith('# TYPE'))).toEqual([
    '# TYPE db_client_connection_count untyped',
    '# TYPE db_client_connection_max gauge',
    '# TYPE channels_total gauge',
  ]);
});
