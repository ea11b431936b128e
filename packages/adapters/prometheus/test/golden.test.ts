import { Metrics } from '@bot-metrics/core';
import { CollectedDiagnostics, FakeClock } from '@bot-metrics/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PrometheusMetricsBackend } from '../src/index.ts';
import { metricFamilies } from './formats/metric-family.ts';
import { httpRequest } from './http-request.ts';
import { parsePage } from './strict-page.ts';

/** Active while a test says so. */
let span: { traceId: string; spanId: string } | undefined;

const backend = new PrometheusMetricsBackend({
  port: 0,
  names: 'utf-8',
  clock: new FakeClock(),
  diagnostics: new CollectedDiagnostics(),
  exemplars: { activeSpan: () => span },
  resource: { 'service.name': 'shop', 'service.version': '1.4.0', 'deployment.environment.name': 'test' },
});

beforeAll(async () => {
  const metrics = new Metrics(backend);
  metrics
    .counter('bot.posts.sent', { description: 'Posts sent', unit: '{post}', labels: ['status'] })
    .add(12, { status: 'ok' });
  metrics.upDownCounter('telegram.updates.active', { unit: '{update}' }).add(-2);
  metrics.gauge('channels_total', { description: 'Channels, "classic"\nname' }).set(42);
  metrics.gauge('system.cpu.utilization', { unit: '1' }).set(0.25);
  const duration = metrics.histogram('http.server.request.duration', {
    unit: 's',
    labels: ['http.request.method', 'http.route'],
    buckets: [0.00001, 0.5, 1, 10],
  });
  for (const seconds of [0.25, 0.5, 3, 60])
    duration.record(seconds, { 'http.request.method': 'GET', 'http.route': '/api' });
  span = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
  duration.record(0.75, { 'http.request.method': 'GET', 'http.route': '/api' });
  backend.recordCounter('bot.orders', 2);
  span = undefined;
  metrics.histogram('db.wait', { unit: 'ms', description: 'Without labels', buckets: [5] }).record(4);
  metrics.counter('never.used', { labels: ['status'] });
  backend.setGauge('jobs', 3);
  backend.recordCounter('jobs.total', 7);
  backend.recordCounter('awkward', 1, { path: 'C:\\a "b"\nc', 'a.b': 'x', a_b: 'y', '9th': 'symphony' });
  backend.recordHistogram('waits', 2, { le: 'mine' });
  const drift = metrics.histogram('bot.drift', { unit: 's', buckets: 'exponential' });
  for (const seconds of [0, 1, 1, 4, -0.5]) drift.record(seconds);
  const few = metrics.counter('few.series', { labels: ['user'], limit: 1 });
  few.add(1, { user: 'first' });
  few.add(2, { user: 'second' });
  await backend.start();
});

afterAll(() => backend.shutdown());

it('writes the text format as it is in golden/page.txt', async () => {
  const { body } = await httpRequest(backend.address ?? '');
  const page = body.toString();
  expect(parsePage(page, 'text').length).toBeGreaterThan(0);
  await expect(page).toMatchFileSnapshot('golden/page.txt');
});

it('writes OpenMetrics as it is in golden/page.openmetrics.txt', async () => {
  const { body } = await httpRequest(backend.address ?? '', { headers: { accept: 'application/openmetrics-text' } });
  const page = body.toString();
  expect(parsePage(page, 'openmetrics').length).toBeGreaterThan(0);
  await expect(page).toMatchFileSnapshot('golden/page.openmetrics.txt');
});

const utf8 = 'version=1.0.0;escaping=allow-utf-8';

it('writes version 1.0.0 of the text format, with names in UTF-8, as it is in golden/page.utf-8.txt', async () => {
  const { headers, body } = await httpRequest(backend.address ?? '', { headers: { accept: `text/plain;${utf8}` } });
  const page = body.toString();
  expect(headers['content-type']).toBe('text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8');
  expect(parsePage(page, 'text').map(({ name }) => name)).toContain('bot.posts.sent_total');
  await expect(page).toMatchFileSnapshot('golden/page.utf-8.txt');
});

it('writes OpenMetrics with names in UTF-8 as it is in golden/page.utf-8.openmetrics.txt', async () => {
  const accept = `application/openmetrics-text;${utf8}`;
  const { headers, body } = await httpRequest(backend.address ?? '', { headers: { accept } });
  const page = body.toString();
  expect(headers['content-type']).toBe(
    'application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8',
  );
  expect(parsePage(page, 'openmetrics').map(({ name }) => name)).toContain('bot.posts.sent');
  await expect(page).toMatchFileSnapshot('golden/page.utf-8.openmetrics.txt');
});

it.each(['dots', 'values'])('escapes names by %s as it is in golden/page.<escaping>.txt', async (escaping) => {
  const accept = `text/plain;version=1.0.0;escaping=${escaping}`;
  const { headers, body } = await httpRequest(backend.address ?? '', { headers: { accept } });
  expect(headers['content-type']).toBe(`text/plain; version=1.0.0; charset=utf-8; escaping=${escaping}`);
  await expect(body.toString()).toMatchFileSnapshot(`golden/page.${escaping}.txt`);
});

it('writes protobuf whose messages are those in golden/page.protobuf.txt', async () => {
  const accept = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';
  const { body } = await httpRequest(backend.address ?? '', { headers: { accept } });
  const messages = metricFamilies(body).map((family) => JSON.stringify(family, null, 1));
  await expect(`${messages.join('\n')}\n`).toMatchFileSnapshot('golden/page.protobuf.txt');
});
