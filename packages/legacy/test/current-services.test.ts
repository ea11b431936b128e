import {
  BusinessMetricsService,
  HealthCheckService,
  Metrics,
  MetricsCollectorService,
  type Naming,
  setDefaultCollector,
} from '@bot-metrics/core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { PrometheusServices } from '../src/classic-services.ts';
import { prometheusService } from '../src/create-prometheus-service.ts';
import { usePrometheusService } from '../src/current-services.ts';
import { KeptWarnings } from './kept-warnings.ts';
import { RecordedCalls } from './recorded-calls.ts';

let warnings: KeptWarnings;
beforeAll(() => {
  warnings = new KeptWarnings();
});
afterEach(() => setDefaultCollector(undefined));
afterAll(() => warnings.release());

function servicesOver(mock: RecordedCalls, naming: Naming): PrometheusServices {
  const metrics = new Metrics(mock);
  return {
    collector: new MetricsCollectorService(metrics, { naming }),
    business: new BusinessMetricsService(metrics, { naming }),
    health: new HealthCheckService(metrics, { naming }),
  };
}

async function codes(): Promise<string[]> {
  return (await warnings.all()).map(({ code }) => code);
}

test('without any service it only warns once which function to call', async () => {
  prometheusService.recordPostSent(1);
  prometheusService.recordPostSent(2);
  expect(await prometheusService.getMetrics()).toBe('');
  const said = (await warnings.all()).filter(({ code }) => code === 'BOT_METRICS_LEGACY_NO_SERVICE');
  expect(said).toHaveLength(1);
  expect(said[0]).toMatchObject({ name: 'Warning', message: expect.stringContaining('usePrometheusService(metrics)') });
});

test('given services take precedence over the default collector and keep their naming', () => {
  const [used, other] = [new RecordedCalls(), new RecordedCalls()];
  setDefaultCollector(new MetricsCollectorService(other));
  const release = usePrometheusService(servicesOver(used, 'both'));
  prometheusService.updateCeleryWorkers(2);
  prometheusService.updateBusinessMetrics(1, 2, 3);
  release();
  expect(used.calls.map(([name]) => name).sort()).toEqual([
    'bot.channels',
    'bot.posts.scheduled',
    'bot.users',
    'celery_workers_active',
    'channels_total',
    'posts_scheduled',
    'task.workers.active',
    'users_total',
  ]);
  expect(other.calls).toEqual([]);
});

test('a health check reported through the old method makes the given services not ready', async () => {
  const services = servicesOver(new RecordedCalls(), 'classic');
  const release = usePrometheusService(services);
  prometheusService.updateHealthCheck('database', false);
  release();
  expect((await services.health.run('readiness')).status).toBe('fail');
});

test('reverting an earlier call does not affect later services', () => {
  const [first, second] = [new RecordedCalls(), new RecordedCalls()];
  const releaseFirst = usePrometheusService(servicesOver(first, 'classic'));
  const releaseSecond = usePrometheusService(servicesOver(second, 'classic'));
  releaseFirst();
  prometheusService.updateCeleryWorkers(1);
  releaseSecond();
  prometheusService.updateCeleryWorkers(2);
  expect([first.calls, second.calls]).toEqual([[], [['celery_workers_active', 1, {}]]]);
});

test('all missing services are reported at once, with the remedy', () => {
  const incomplete = { health: new HealthCheckService(new RecordedCalls()) } as unknown as PrometheusServices;
  expect(() => usePrometheusService(incomplete)).toThrow(
    expect.objectContaining({
      code: 'invalid_configuration',
      message: 'usePrometheusService: missing collector, business; pass the result of createBotMetrics()',
    }),
  );
});

test('a metric of the application under an old name loses the records with one warning and never throws', async () => {
  const mock = new RecordedCalls();
  const collector = new MetricsCollectorService(mock);
  collector.metrics.gauge('celery_tasks_total', { labels: ['queue'] });
  setDefaultCollector(collector);
  expect(() => prometheusService.recordCeleryTask('send_post', 'success', 1)).not.toThrow();
  prometheusService.updateCeleryWorkers(1);
  expect(mock.calls).toEqual([]);
  expect((await codes()).filter((code) => code === 'BOT_METRICS_LEGACY_CONFLICT')).toHaveLength(1);
});
