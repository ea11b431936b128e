import 'reflect-metadata';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { expect, it, onTestFinished } from 'vitest';
import { PrometheusMetricsBackend } from '../../src/index.ts';
import { httpRequest } from '../http-request.ts';

type Handler = PrometheusMetricsBackend['handler'];

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** How the page is mounted under /metrics in each host. Each answers where it listens. */
const hosts: Record<string, (handler: Handler) => Promise<string>> = {
  'node:http': (handler) => listening(createServer((request, response) => void handler(request, response))),

  Express(handler) {
    const app = express();
    app.get('/metrics', (request, response) => void handler(request, response));
    return listening(createServer(app));
  },

  async Fastify(handler) {
    const app = fastify();
    app.get('/metrics', async (request, reply) => {
      reply.hijack();
      await handler(request.raw, reply.raw);
    });
    onTestFinished(() => app.close());
    return app.listen({ port: 0, host: '127.0.0.1' });
  },

  Koa(handler) {
    const app = new Koa();
    app.use(async (ctx, next) => {
      if (ctx.path !== '/metrics') return next();
      ctx.respond = false;
      await handler(ctx.req, ctx.res);
    });
    return listening(createServer(app.callback()));
  },

  Hono(handler) {
    const app = new Hono<{ Bindings: HttpBindings }>();
    app.get('/metrics', async (c) => {
      await handler(c.env.incoming as IncomingMessage, c.env.outgoing as ServerResponse);
      return RESPONSE_ALREADY_SENT;
    });
    return listening(createServer(getRequestListener(app.fetch) as RequestListener));
  },

  async Nest(handler) {
    class ApplicationModule {}
    Module({})(ApplicationModule);
    const app = await NestFactory.create(ApplicationModule, { logger: false });
    app.use('/metrics', (request: IncomingMessage, response: ServerResponse) => void handler(request, response));
    await app.listen(0, '127.0.0.1');
    onTestFinished(() => app.close());
    return (await app.getUrl()).replace('[::1]', '127.0.0.1');
  },
};

it.each(Object.entries(hosts))('can be mounted in %s', async (_, mount) => {
  const backend = new PrometheusMetricsBackend({ listen: false, diagnostics: new CollectedDiagnostics() });
  for (let i = 0; i < 3000; i++) backend.recordCounter('bot.sent', 1, { chat: i });
  const url = `${await mount(backend.handler)}/metrics`;
  const plain = await httpRequest(url);
  expect([plain.status, plain.headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  expect(plain.body.toString()).toBe(await backend.getMetricsOutput());
  const headers = { accept: 'application/openmetrics-text', 'accept-encoding': 'gzip' };
  const zipped = await httpRequest(url, { headers });
  expect(gunzipSync(zipped.body).toString()).toMatch(/# EOF\n$/);
  expect(backend.account()).toMatchObject({ offered: 3000, delivered: 3000 });
});
