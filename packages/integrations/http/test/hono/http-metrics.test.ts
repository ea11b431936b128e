import type { RequestListener } from 'node:http';
import { MetricsCollectorService } from '@bot-metrics/core';
import { RecordingBackend } from '@bot-metrics/testing';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { httpMetrics } from '../../src/hono/http-metrics.ts';
import { instrumentHttpServer } from '../../src/instrument-http-server.ts';
import { LoopbackServer, send } from '../loopback-server.ts';

const DURATION = 'http.server.request.duration';
const ACTIVE = 'http.server.active_requests';
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function application(collector: MetricsCollectorService): Hono {
  const app = new Hono();
  app.use(httpMetrics(collector));
  const posts = new Hono().get('/posts/:pid', (c) => c.text('post'));
  app.get('/users/me', (c) => c.text('me'));
  app.get('/users/:id', (c) => c.text('user'));
  app.get('/fault', () => {
    throw new Error('no');
  });
  app.onError((_, c) => c.text('fault', 500));
  app.route('/api/:ver/u/:uid', posts);
  return app;
}

async function serve(collector: MetricsCollectorService): Promise<number> {
  const server = await LoopbackServer.start(getRequestListener(application(collector).fetch) as RequestListener);
  undo.push(() => server.close());
  return server.port;
}

const paths = ['/users/42?secret=1', '/users/me', '/api/v1/u/9/posts/7', '/nothing', '/fault'];
const seen = [
  { 'http.request.method': 'GET', 'http.route': '/users/:id', 'http.response.status_code': 200 },
  { 'http.request.method': 'GET', 'http.route': '/users/me', 'http.response.status_code': 200 },
  { 'http.request.method': 'GET', 'http.route': '/api/:ver/u/:uid/posts/:pid', 'http.response.status_code': 200 },
  { 'http.request.method': 'GET', 'http.response.status_code': 404 },
  { 'http.request.method': 'GET', 'http.route': '/fault', 'http.response.status_code': 500, 'error.type': '500' },
];

describe('a Hono request', () => {
  it('is measured on Node with the template of the route that answered', async () => {
    const backend = new RecordingBackend();
    const port = await serve(new MetricsCollectorService(backend));
    for (const path of paths) await send(port, path);
    await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toHaveLength(paths.length));
    expect(backend.labelsOf(DURATION)).toEqual(seen);
    expect(backend.valuesOf(ACTIVE).at(-1)).toBe(0);
  });

  it('is measured the same way without node:http', async () => {
    const backend = new RecordingBackend();
    const app = application(new MetricsCollectorService(backend));
    for (const path of paths) await app.request(path);
    expect(backend.labelsOf(DURATION)).toEqual(seen);
    expect(backend.valuesOf(ACTIVE).at(-1)).toBe(0);
  });

  it('is measured once alongside instrumentHttpServer, with the route', async () => {
    const backend = new RecordingBackend();
    const collector = new MetricsCollectorService(backend);
    undo.push(instrumentHttpServer(collector));
    const port = await serve(collector);
    await send(port, '/users/42');
    await vi.waitFor(() => expect(backend.valuesOf(ACTIVE)).toEqual([1, 0]));
    expect(backend.labelsOf(DURATION)).toEqual([seen[0]]);
  });

  it('gets the same response when recording throws', async () => {
    const broken = vi.fn(() => {
      throw new Error('broken backend');
    });
    class BrokenCollector extends MetricsCollectorService {
      override recordHttpRequest = broken;
    }
    const answer = await application(new BrokenCollector(new RecordingBackend())).request('/users/42');
    expect(answer.status).toBe(200);
    expect(broken).toHaveBeenCalledTimes(1);
  });
});
