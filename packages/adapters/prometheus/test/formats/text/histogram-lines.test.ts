import { Metrics } from '@bot-metrics/core';
import { FakeClock } from '@bot-metrics/testing';
import { expect, it } from 'vitest';
import { PrometheusMetricsBackend } from '../../../src/index.ts';
import { parsePage } from '../../strict-page.ts';

it('shows sum and count of an exponential histogram, and the bucket that holds everything', async () => {
  const backend = new PrometheusMetricsBackend({ listen: false, clock: new FakeClock() });
  const waits = new Metrics(backend).histogram('waits', { unit: 's', labels: ['queue'], buckets: 'exponential' });
  for (const seconds of [0, 0.5, 3, -1]) waits.record(seconds, { queue: 'mail' });

  const page = await backend.getMetricsOutput();

  expect(parsePage(page, 'text').map(({ name, type }) => [name, type])).toEqual([['waits_seconds', 'histogram']]);
  expect(page.split('\n').filter((line) => line.startsWith('waits'))).toEqual([
    'waits_seconds_bucket{queue="mail",le="+Inf"} 4',
    'waits_seconds_sum{queue="mail"} 2.5',
    'waits_seconds_count{queue="mail"} 4',
  ]);
});
