import { Metrics } from '@bot-metrics/core';
import { CollectedDiagnostics, FakeClock } from '@bot-metrics/testing';
import { expect, it } from 'vitest';
import { PrometheusMetricsBackend, type PrometheusOptions } from '../../../src/index.ts';
import { httpRequest } from '../../http-request.ts';
import { parsePage } from '../../strict-page.ts';

/** Families by name, with their type. */
async function typesOf(record: (backend: PrometheusMetricsBackend) => void, options: PrometheusOptions = {}) {
  const diagnostics = new CollectedDiagnostics();
  const backend = new PrometheusMetricsBackend({ port: 0, clock: new FakeClock(), diagnostics, ...options });
  record(backend);
  await backend.start();
  const { body } = await httpRequest(backend.address ?? '', { headers: { accept: 'application/openmetrics-text' } });
  await backend.shutdown();
  return Object.fromEntries(parsePage(body.toString(), 'openmetrics').map(({ name, type }) => [name, type]));
}

it('ends even an empty page', async () => {
  expect(await typesOf(() => {})).toEqual({});
});

it('leaves the type of a counter out whose family is the name of another metric', async () => {
  const types = await typesOf((backend) => {
    backend.recordCounter('jobs.total');
    backend.setGauge('jobs', 2);
    backend.recordCounter('mails');
    backend.setGauge('mails_created', 2);
    backend.recordCounter('total');
  });
  expect(types).toEqual({
    jobs_total: 'unknown',
    jobs: 'gauge',
    mails_total: 'unknown',
    mails_created: 'gauge',
    total: 'unknown',
  });
});

it('has neither sum nor count of a histogram whose sum is no counter', async () => {
  const backend = new PrometheusMetricsBackend({ port: 0, clock: new FakeClock() });
  const metrics = new Metrics(backend);
  metrics.histogram('warmth', { buckets: [-10, 10] }).record(20);
  metrics.histogram('drift', { buckets: [1] }).record(-2);
  metrics.histogram('wait', { buckets: [1] }).record(2);
  await backend.start();
  const { body } = await httpRequest(backend.address ?? '', { headers: { accept: 'application/openmetrics-text' } });
  const text = await backend.getMetricsOutput();
  await backend.shutdown();
  const sums = (page: string): string[] => page.split('\n').filter((line) => /^\w+_(sum|count) /.test(line));
  expect(sums(body.toString())).toEqual(['wait_sum 2', 'wait_count 1']);
  expect(sums(text)).toEqual([
    'warmth_sum 20',
    'warmth_count 1',
    'drift_sum -2',
    'drift_count 1',
    'wait_sum 2',
    'wait_count 1',
  ]);
});

it('keeps the resource beside a metric called target', async () => {
  const resource = { 'service.version': '1' };
  expect(await typesOf((backend) => backend.setGauge('target', 1), { resource })).toEqual({
    target_info: 'gauge',
    target: 'gauge',
  });
  expect(await typesOf((backend) => backend.recordCounter('target'), { resource })).toEqual({
    target_info: 'gauge',
    target: 'counter',
  });
});
