import { hasSubscribers } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { MetricsCollectorService } from '@bot-metrics/core';
import { RecordingBackend } from '@bot-metrics/testing';
import express, { type ErrorRequestHandler } from 'express';
import { afterEach, expect, it, vi } from 'vitest';
import { HTTP_ROUTE } from '../src/http-route.ts';
import { type HttpServerOptions, instrumentHttpServer } from '../src/instrument-http-server.ts';
import { LoopbackServer, send } from './loopback-server.ts';

const DURATION = 'http.server.request.duration';
const ACTIVE = 'http.server.active_requests';
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function instrumented(options?: HttpServerOptions): RecordingBackend {
  const backend = new RecordingBackend();
  undo.push(instrumentHttpServer(new MetricsCollectorService(backend), options));
  return backend;
}

async function serve(listener: Parameters<typeof LoopbackServer.start>[0]): Promise<number> {
  const server = await LoopbackServer.start(listener);
  undo.push(() => server.close());
  return server.port;
}

it('measures a request in seconds with method and status, without a route if none is known', async () => {
  const backend = instrumented();
  const port = await serve((_, response) => response.end('ok'));
  expect(await send(port, '/users/42?secret=1')).toBe(200);
  await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toHaveLength(1));
  expect(backend.labelsOf(DURATION)).toEqual([{ 'http.request.method': 'GET', 'http.response.status_code': 200 }]);
  expect(backend.valuesOf(DURATION)[0]).toBeLessThan(5);
});

it('uses the route that the application sets on the request', async () => {
  const backend = instrumented();
  const port = await serve((request, response) => {
    Object.assign(request, { [HTTP_ROUTE]: '/users/:id' });
    response.end();
  });
  await send(port, '/users/42');
  await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toMatchObject([{ 'http.route': '/users/:id' }]));
});

it('counts a request as active until the response ends', async () => {
  const backend = instrumented();
  const port = await serve((_, response) => {
    expect(backend.valuesOf(ACTIVE)).toEqual([1]);
    response.end();
  });
  await send(port, '/');
  await vi.waitFor(() => expect(backend.valuesOf(ACTIVE)).toEqual([1, 0]));
  expect(backend.labelsOf(ACTIVE)).toEqual([{ 'http.request.method': 'GET' }, { 'http.request.method': 'GET' }]);
});

it('ends a request whose client disconnects, once and without a status', async () => {
  const backend = instrumented();
  const port = await serve((_, response) => response.write('part'));
  const client = request({ host: '127.0.0.1', port, agent: false });
  client.on('error', () => {}).end();
  await once(client, 'response');
  client.destroy();
  await vi.waitFor(() => expect(backend.valuesOf(ACTIVE)).toEqual([1, 0]));
  expect(backend.labelsOf(DURATION)).toEqual([{ 'http.request.method': 'GET', 'error.type': 'client_closed' }]);
});

it('uses the status as error type for server errors only', async () => {
  const backend = instrumented();
  const port = await serve((request, response) => {
    response.statusCode = request.url === '/missing' ? 404 : 503;
    response.end();
  });
  await send(port, '/missing');
  await send(port, '/broken');
  await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toHaveLength(2));
  expect(backend.labelsOf(DURATION)).toEqual([
    { 'http.request.method': 'GET', 'http.response.status_code': 404 },
    { 'http.request.method': 'GET', 'http.response.status_code': 503, 'error.type': '503' },
  ]);
});

it('replaces methods outside the standard ones with _OTHER', async () => {
  const backend = instrumented();
  const port = await serve((_, response) => response.end());
  await send(port, '/', 'PROPFIND');
  await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toMatchObject([{ 'http.request.method': '_OTHER' }]));
});

it('leaves out what the ignore option excludes', async () => {
  const backend = instrumented({ ignore: (request) => request.url === '/metrics' });
  const port = await serve((_, response) => response.end());
  await send(port, '/metrics');
  await send(port, '/');
  await vi.waitFor(() => expect(backend.valuesOf(ACTIVE)).toEqual([1, 0]));
  expect(backend.labelsOf(DURATION)).toHaveLength(1);
});

it('serves requests even if ignore and recording throw', async () => {
  class BrokenCollector extends MetricsCollectorService {
    override recordHttpRequest = vi.fn(() => {
      throw new Error('broken collector');
    });
  }
  const collector = new BrokenCollector(new RecordingBackend());
  undo.push(instrumentHttpServer(collector));
  const ignore = vi.fn(() => {
    throw new Error('broken option');
  });
  instrumented({ ignore });
  const port = await serve((_, response) => response.end());
  expect(await send(port, '/')).toBe(200);
  await vi.waitFor(() => expect(collector.recordHttpRequest).toHaveBeenCalledTimes(1));
  expect(ignore).toHaveBeenCalledTimes(1);
});

it('measures once when given the same collector twice', async () => {
  const backend = new RecordingBackend();
  const collector = new MetricsCollectorService(backend);
  undo.push(instrumentHttpServer(collector), instrumentHttpServer(collector));
  const port = await serve((_, response) => response.end());
  await send(port, '/');
  await vi.waitFor(() => expect(backend.valuesOf(ACTIVE)).toEqual([1, 0]));
  expect(backend.labelsOf(DURATION)).toHaveLength(1);
});

it('measures nothing new once removed, and can be applied again', async () => {
  const backend = new RecordingBackend();
  const collector = new MetricsCollectorService(backend);
  instrumentHttpServer(collector)();
  const port = await serve((_, response) => response.end());
  await send(port, '/');
  undo.push(instrumentHttpServer(collector));
  await send(port, '/');
  await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toHaveLength(1));
  expect(backend.valuesOf(ACTIVE)).toEqual([1, 0]);
});

it('measures requests in flight to their end when it is removed', async () => {
  const backend = new RecordingBackend();
  const remove = instrumentHttpServer(new MetricsCollectorService(backend));
  const port = await serve((_, response) => {
    remove();
    response.end();
  });
  await send(port, '/');
  await vi.waitFor(() => expect(backend.valuesOf(ACTIVE)).toEqual([1, 0]));
  expect(backend.labelsOf(DURATION)).toHaveLength(1);
  expect(hasSubscribers('http.server.response.finish')).toBe(false);
});

it('uses the last route that Express or the application set', async () => {
  const backend = instrumented();
  const app = express();
  const setRoute = (route: string) => (request: IncomingMessage) =>
    void Object.assign(request, { [HTTP_ROUTE]: route });
  app.use('/before', (request, _response, next) => {
    setRoute('/left')(request);
    next();
  });
  app.get('/before', (_, response) => void response.end());
  app.get('/after', (request, response) => {
    setRoute('/left')(request);
    response.end();
  });
  const port = await serve(app);
  for (const path of ['/before', '/after']) await send(port, path);
  await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toHaveLength(2));
  expect(backend.labelsOf(DURATION).map((labels) => labels['http.route'])).toEqual(['/before', '/left']);
});

it('measures every request of a connection, pipelined or sequential', async () => {
  const backend = instrumented();
  const port = await serve((_, response) => void response.end('ok'));
  const socket = connect(port, '127.0.0.1');
  const one = 'GET /a HTTP/1.1\r\nHost: x\r\n\r\n';
  socket.write(one + one + one);
  await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toHaveLength(3));
  socket.write(one);
  await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toHaveLength(4));
  socket.destroy();
  expect(backend.valuesOf(ACTIVE).at(-1)).toBe(0);
  expect(backend.valuesOf(ACTIVE)).toHaveLength(8);
});

it('ends every request of a pipeline whose client disconnects, without a warning', async () => {
  const backend = instrumented();
  const warned = vi.spyOn(process, 'emitWarning');
  const port = await serve(async (request) => {
    for await (const _ of request);
  });
  const socket = connect(port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(12));
  await vi.waitFor(() => expect(backend.valuesOf(ACTIVE).at(-1)).toBe(12));
  socket.destroy();
  await vi.waitFor(() => expect(backend.valuesOf(ACTIVE).at(-1)).toBe(0));
  const common = { 'http.request.method': 'GET', 'error.type': 'client_closed' };
  expect(backend.labelsOf(DURATION)).toEqual(Array(12).fill(common));
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
});

it('ends a request whose Express handler throws or rejects', async () => {
  const backend = instrumented();
  const app = express();
  app.get('/throws/:id', () => {
    throw new Error('no');
  });
  app.get('/rejects/:id', async () => {
    throw new Error('no');
  });
  app.use(((_error, _request, response, _next) => void response.status(500).end()) satisfies ErrorRequestHandler);
  const port = await serve(app);
  expect([await send(port, '/throws/1'), await send(port, '/rejects/1')]).toEqual([500, 500]);
  await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toHaveLength(2));
  const common = { 'http.request.method': 'GET', 'http.response.status_code': 500, 'error.type': '500' };
  expect(backend.labelsOf(DURATION)).toEqual([
    { ...common, 'http.route': '/throws/:id' },
    { ...common, 'http.route': '/rejects/:id' },
  ]);
  expect(backend.valuesOf(ACTIVE)).toEqual([1, 0, 1, 0]);
});
