import { MetricsCollectorService } from '@bot-metrics/core';
import { RecordingBackend } from '@bot-metrics/testing';
import Router from '@koa/router';
import Koa from 'koa';
import { afterEach, expect, it, vi } from 'vitest';
import { instrumentHttpServer } from '../../src/instrument-http-server.ts';
import { httpMetrics } from '../../src/koa/http-metrics.ts';
import { LoopbackServer, send } from '../loopback-server.ts';

const DURATION = 'http.server.request.duration';
const ACTIVE = 'http.server.active_requests';
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function serve(collector: MetricsCollectorService): Promise<number> {
  const app = new Koa();
  app.silent = true;
  app.use(httpMetrics(collector));
  const posts = new Router({ prefix: '/u/:uid' }).get('/posts/:pid', (ctx) => {
    ctx.body = 'post';
  });
  const router = new Router({ prefix: '/api' });
  router.get('/users/me', (ctx) => {
    ctx.body = 'me';
  });
  router.get('/users/:id', (ctx) => {
    ctx.body = 'user';
  });
  router.get('/fault', () => {
    throw new Error('no');
  });
  router.use(posts.routes());
  app.use(router.routes());
  const server = await LoopbackServer.start(app.callback());
  undo.push(() => server.close());
  return server.port;
}

async function routesOf(paths: readonly string[]): Promise<unknown[]> {
  const backend = new RecordingBackend();
  const port = await serve(new MetricsCollectorService(backend));
  for (const path of paths) await send(port, path);
  await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toHaveLength(paths.length));
  expect(backend.valuesOf(ACTIVE).at(-1)).toBe(0);
  return backend.labelsOf(DURATION).map((labels) => labels['http.route']);
}

it('has the template of the route that answered', async () => {
  const paths = ['/api/users/42?secret=1', '/api/users/me', '/api/u/9/posts/7', '/api/nothing'];
  expect(await routesOf(paths)).toEqual(['/api/users/:id', '/api/users/me', '/api/u/:uid/posts/:pid', undefined]);
});

it('measures a request whose handler throws, and Koa responds as without instrumentation', async () => {
  const backend = new RecordingBackend();
  const port = await serve(new MetricsCollectorService(backend));
  expect(await send(port, '/api/fault')).toBe(500);
  await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toHaveLength(1));
  expect(backend.labelsOf(DURATION)).toEqual([
    {
      'http.request.method': 'GET',
      'http.route': '/api/fault',
      'http.response.status_code': 500,
      'error.type': '500',
    },
  ]);
});

it('measures each request once alongside instrumentHttpServer, with the route', async () => {
  const backend = new RecordingBackend();
  const collector = new MetricsCollectorService(backend);
  undo.push(instrumentHttpServer(collector));
  const port = await serve(collector);
  await send(port, '/api/users/42');
  await vi.waitFor(() => expect(backend.valuesOf(ACTIVE)).toEqual([1, 0]));
  expect(backend.labelsOf(DURATION)).toMatchObject([{ 'http.route': '/api/users/:id' }]);
});

it('responds the same when recording throws', async () => {
  const broken = vi.fn(() => {
    throw new Error('broken backend');
  });
  class BrokenCollector extends MetricsCollectorService {
    override recordHttpRequest = broken;
  }
  const port = await serve(new BrokenCollector(new RecordingBackend()));
  expect(await send(port, '/api/users/42')).toBe(200);
  await vi.waitFor(() => expect(broken).toHaveBeenCalledTimes(1));
});
