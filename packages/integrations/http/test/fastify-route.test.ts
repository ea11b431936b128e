import { MetricsCollectorService } from '@bot-metrics/core';
import { RecordingBackend } from '@bot-metrics/testing';
import fastify, { type FastifyRequest } from 'fastify';
import { afterEach, expect, it, vi } from 'vitest';
import { instrumentHttpServer } from '../src/instrument-http-server.ts';
import { send } from './loopback-server.ts';

const DURATION = 'http.server.request.duration';
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function serve(): Promise<{ port: number; backend: RecordingBackend }> {
  const backend = new RecordingBackend();
  undo.push(instrumentHttpServer(new MetricsCollectorService(backend)));
  const app = fastify({ forceCloseConnections: true });
  app.register(
    async (scope) => {
      scope.get('/users/:id', async () => 'user');
      const schema = { body: { type: 'object', required: ['name'] } };
      const refuse = async (request: FastifyRequest) => {
        const status = Number(request.headers['x-refuse'] ?? 0);
        if (status > 0) throw Object.assign(new Error('no'), { statusCode: status });
      };
      scope.post('/users/:id', { schema, onRequest: refuse, bodyLimit: 100 }, async () => 'user');
      scope.get('/fault', async () => {
        throw new Error('no');
      });
    },
    { prefix: '/api' },
  );
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  undo.push(() => app.close());
  return { port: Number(new URL(address).port), backend };
}

it('is the template including the prefix', async () => {
  const { port, backend } = await serve();
  await send(port, '/api/users/42');
  await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toHaveLength(1));
  expect(backend.labelsOf(DURATION)).toEqual([
    { 'http.request.method': 'GET', 'http.route': '/api/users/:id', 'http.response.status_code': 200 },
  ]);
});

it('is known when the handler throws', async () => {
  const { port, backend } = await serve();
  await send(port, '/api/fault');
  await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toHaveLength(1));
  expect(backend.labelsOf(DURATION)).toMatchObject([{ 'http.route': '/api/fault', 'error.type': '500' }]);
});

it('is absent if no route matched', async () => {
  const { port, backend } = await serve();
  await send(port, '/wp-login.php');
  await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toHaveLength(1));
  expect(backend.labelsOf(DURATION)).toEqual([{ 'http.request.method': 'GET', 'http.response.status_code': 404 }]);
});

const json = { 'content-type': 'application/json' };
it.each([
  [400, 'by validation', { body: '{}', headers: json }],
  [400, 'by the parser', { body: '{', headers: json }],
  [413, 'by the body limit', { body: JSON.stringify({ name: 'x'.repeat(200) }), headers: json }],
  [415, 'by content type', { body: '<a/>', headers: { 'content-type': 'text/xml' } }],
  [401, 'by an onRequest hook', { body: '{}', headers: { ...json, 'x-refuse': '401' } }],
  [429, 'by a rate limit', { body: '{}', headers: { ...json, 'x-refuse': '429' } }],
])('is known for a request that is refused with %d %s, before the handler', async (status, _, init) => {
  const { port, backend } = await serve();
  await fetch(`http://127.0.0.1:${port}/api/users/42`, { method: 'POST', ...init }).then((answer) => answer.text());
  await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toHaveLength(1));
  expect(backend.labelsOf(DURATION)).toEqual([
    { 'http.request.method': 'POST', 'http.route': '/api/users/:id', 'http.response.status_code': status },
  ]);
});
