import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGzip, gunzipSync } from 'node:zlib';
import { Metrics } from '@bot-metrics/core';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { afterEach, expect, it } from 'vitest';
import { PrometheusMetricsBackend, type PrometheusOptions } from '../../src/index.ts';
import { httpRequest } from '../http-request.ts';
import { parsePage, valuesOf } from '../strict-page.ts';

const started: PrometheusMetricsBackend[] = [];

async function startBackend(options: PrometheusOptions = {}) {
  const diagnostics = new CollectedDiagnostics();
  const backend = new PrometheusMetricsBackend({ port: 0, diagnostics, ...options });
  await backend.start();
  started.push(backend);
  return { backend, diagnostics, url: backend.address ?? '' };
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((backend) => backend.shutdown()));
});

it('answers GET with the page', async () => {
  const { backend, url } = await startBackend();
  backend.recordCounter('bot.sent', 3, { kind: 'text' });
  const { status, headers, body } = await httpRequest(`${url}?name=ignored`);
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    vary: 'accept, accept-encoding',
  });
  expect(headers['content-encoding']).toBeUndefined();
  expect(valuesOf(parsePage(body.toString(), 'text'))).toEqual({ 'bot_sent_total{kind="text"}': 3 });
});

it('compresses the page where the scraper takes gzip', async () => {
  const { backend, url } = await startBackend();
  backend.recordCounter('bot.sent', 3);
  const { headers, body } = await httpRequest(url, { headers: { 'accept-encoding': 'gzip' } });
  expect(headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(body).toString()).toBe(await backend.getMetricsOutput());
});

/** As `compression` for Express does: the callback of `write` is nobody's any more. */
function throughMiddleware(response: ServerResponse): ServerResponse {
  const gzip = createGzip();
  const [write, end] = [response.write.bind(response), response.end.bind(response)];
  response.setHeader('content-encoding', 'gzip');
  response.write = ((chunk: Uint8Array) => gzip.write(chunk)) as typeof response.write;
  response.end = (() => {
    gzip.end();
    return response;
  }) as typeof response.end;
  gzip.on('data', (chunk) => write(chunk));
  gzip.on('end', () => end());
  gzip.on('drain', () => response.emit('drain'));
  return response;
}

it('writes whole pages for scrapers at the same time, whatever takes their chunks', async () => {
  const series = 20_000;
  const { backend, url } = await startBackend();
  const counter = new Metrics(backend).counter('bot.sent', { labels: ['user'], limit: series });
  for (let user = 0; user < series; user++) counter.add(user, { user });
  const expected = await backend.getMetricsOutput();
  const mounted = createServer((request, response) => void backend.handler(request, throughMiddleware(response)));
  await new Promise<void>((listening) => mounted.listen(0, '127.0.0.1', listening));
  const mountedUrl = `http://127.0.0.1:${(mounted.address() as AddressInfo).port}/`;
  for (let round = 0; round < 3; round++) {
    const bodies = await Promise.all([
      httpRequest(url),
      httpRequest(url, { headers: { 'accept-encoding': 'gzip' } }),
      httpRequest(mountedUrl),
      httpRequest(url),
      httpRequest(mountedUrl),
    ]);
    for (const { body, headers } of bodies) {
      const page = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
      expect(page.equals(Buffer.from(expected))).toBe(true);
    }
  }
  mounted.close();
});

it('answers OpenMetrics where the scraper prefers it', async () => {
  const { backend, url } = await startBackend();
  backend.recordCounter('bot.sent', 3);
  const { headers, body } = await httpRequest(url, {
    headers: { accept: 'application/openmetrics-text;version=1.0.0' },
  });
  expect(headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
  expect(parsePage(body.toString(), 'openmetrics')).toMatchObject([{ name: 'bot_sent', type: 'counter' }]);
});

it('never refuses a format: what it cannot write gets the text format', async () => {
  const { url } = await startBackend();
  const { status, headers } = await httpRequest(url, { headers: { accept: 'image/png' } });
  expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
});

it('answers HEAD with the headers only', async () => {
  const { backend, url } = await startBackend();
  backend.recordCounter('bot.sent', 3);
  const { status, headers, body } = await httpRequest(url, { method: 'HEAD' });
  expect([status, headers['content-type'], body.length]).toEqual([200, backend.getContentType(), 0]);
});

it('answers other methods with 405 and other paths with 404', async () => {
  const { url } = await startBackend();
  const posted = await httpRequest(url, { method: 'POST' });
  expect([posted.status, posted.headers.allow]).toEqual([405, 'GET, HEAD']);
  expect((await httpRequest(new URL('/', url).href)).status).toBe(404);
  expect((await httpRequest(`${url}/`)).status).toBe(404);
});

it('serves another path, prefix and an empty page', async () => {
  const { backend, url } = await startBackend({ path: '/internal/prom', prefix: 'shop' });
  expect(url).toBe(`http://127.0.0.1:${backend.port}/internal/prom`);
  expect((await httpRequest(url)).body.toString()).toBe('');
  backend.setGauge('load', 0.5);
  expect((await httpRequest(url)).body.toString()).toBe('# TYPE shop_load gauge\nshop_load 0.5\n');
});

it('answers scrapes at the same time, each with all of it', async () => {
  const { backend, url } = await startBackend();
  for (let i = 0; i < 2000; i++) backend.recordCounter('bot.sent', i, { number: i });
  const answers = await Promise.all(Array.from({ length: 5 }, () => httpRequest(url)));
  for (const { body } of answers) expect(parsePage(body.toString(), 'text')[0]?.samples).toHaveLength(2000);
  expect(backend.account()).toMatchObject({ offered: 2000, delivered: 2000, pending: 0 });
});

it('can be mounted in a server that is there already', async () => {
  const backend = new PrometheusMetricsBackend({ listen: false });
  await backend.start();
  expect(backend.address).toBeUndefined();
  const server = createServer((request, response) => void backend.handler(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/anything`;
  backend.setGauge('load', 2);
  expect((await httpRequest(url)).body.toString()).toContain('load 2\n');
  await backend.shutdown();
  expect((await httpRequest(url)).status).toBe(503);
  await new Promise((resolve) => server.close(resolve));
});

it('says which port is in use, and what to do', async () => {
  const { backend } = await startBackend();
  const second = new PrometheusMetricsBackend({ port: backend.port });
  await expect(second.start()).rejects.toMatchObject({
    code: 'port_in_use',
    message: `cannot listen on 127.0.0.1:${backend.port}: the port is in use; choose another port (0 takes a free one), or set listen: false and mount the handler in your own server`,
  });
  await second.shutdown();
});

it('rejects an address that is not this host’s', async () => {
  const backend = new PrometheusMetricsBackend({ host: '192.0.2.1', port: 0 });
  await expect(backend.start()).rejects.toMatchObject({ code: 'invalid_configuration' });
});

it('starts again after a failed start and after a shutdown', async () => {
  const { backend } = await startBackend();
  const { port } = backend;
  const second = new PrometheusMetricsBackend({ port });
  await expect(second.start()).rejects.toThrow('in use');
  await backend.shutdown();
  await second.start();
  await second.shutdown();
  await backend.start();
  expect((await httpRequest(backend.address ?? '')).status).toBe(200);
});

it('closes a port that was still being opened when it was shut down', async () => {
  const backend = new PrometheusMetricsBackend({ port: 0 });
  const starting = backend.start();
  await backend.shutdown();
  await starting;
  expect(backend.address).toBeUndefined();
});

it('reports a scrape that fails on its side and answers 503', async () => {
  let works = true;
  const clock = {
    wallSeconds: () => {
      if (works) return 1;
      throw new Error('the clock stands still');
    },
    monotonicSeconds: () => 0,
  };
  const { backend, diagnostics, url } = await startBackend({ clock });
  backend.recordCounter('bot.sent');
  works = false;
  expect((await httpRequest(url)).status).toBe(503);
  expect(diagnostics.codes()).toEqual(['scrape_failed']);
});

it('breaks a page off that fails in the middle, and reports it', async () => {
  const { backend, diagnostics, url } = await startBackend();
  backend.recordCounter('bot.sent');
  for (const metric of backend.store.metrics) {
    metric.labelsOf = () => {
      throw new Error('no labels');
    };
  }
  await expect(httpRequest(url)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(diagnostics.events).toMatchObject([
    { code: 'scrape_failed', message: 'a scrape of backend "prometheus" failed: no labels' },
  ]);
  expect(backend.account()).toMatchObject({ delivered: 0, pending: 1 });
});

it('answers within the time that the scraper gives, without the metric whose callback takes longer', async () => {
  const { backend, url } = await startBackend();
  const metrics = new Metrics(backend);
  metrics.observableGauge('prompt', {}, (observe) => observe(1));
  const reports: (() => void)[] = [];
  metrics.observableGauge('slow', {}, () => new Promise<void>((resolve) => reports.push(resolve)));
  // A scraper that gives more time waits for the same callback.
  const patient = httpRequest(url);
  for (const _ of ['first', 'second']) {
    const { status, body } = await httpRequest(url, { headers: { 'x-prometheus-scrape-timeout-seconds': '0.1' } });
    expect(status).toBe(200);
    expect(body.toString()).toContain('\nprompt 1\n');
    expect(body.toString()).not.toContain('\nslow ');
  }
  for (const report of reports) report();
  await patient;
});

it('shares one collection among scrapes that come while it is made', async () => {
  const { backend, url } = await startBackend();
  let collections = 0;
  let report = (): void => {};
  const asked = new Promise<void>((resolve) => {
    new Metrics(backend).observableGauge('slow', {}, (observe) => {
      collections += 1;
      resolve();
      return new Promise<void>((done) => {
        report = () => done(observe(collections));
      });
    });
  });
  const scrapes = [httpRequest(url), httpRequest(url), httpRequest(url)];
  await asked;
  // The others are there once the server has answered a request that came after them.
  await httpRequest(new URL('/', url).href);
  report();
  for (const { body } of await Promise.all(scrapes)) expect(body.toString()).toContain('slow 1\n');
  expect(collections).toBe(1);
  expect(backend.account()).toMatchObject({ offered: 1, delivered: 1, pending: 0 });
});
