import { CollectedDiagnostics, FakeClock } from '@bot-metrics/testing';
import { expect, it } from 'vitest';
import { PrometheusMetricsBackend, type PrometheusOptions } from '../../src/index.ts';
import { httpRequest } from '../http-request.ts';
import { parsePage } from '../strict-page.ts';

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
