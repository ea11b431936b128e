import 'reflect-metadata';
import type { RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import Router from '@koa/router';
import { Controller, Get, Module, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import express, { type ErrorRequestHandler, type Response } from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import Koa from 'koa';
import { httpMetrics as honoMetrics } from '../src/hono/http-metrics.ts';
import { HTTP_ROUTE } from '../src/http-route.ts';
import { instrumentHttpServer } from '../src/instrument-http-server.ts';
import { httpMetrics as koaMetrics } from '../src/koa/http-metrics.ts';
import { describeFramework, type ScenarioServer, type StartServer } from './framework-scenarios.ts';
import { LoopbackServer } from './loopback-server.ts';

const throws = (): never => {
  throw new Error('no');
};
const rejects = async (): Promise<never> => throws();

/** A server measured through Node's diagnostics channels. */
function seenByChannels(start: () => Promise<ScenarioServer>): StartServer {
  return async (collectors) => {
    const stops = collectors.map((collector) => instrumentHttpServer(collector));
    const { port, close } = await start();
    return {
      port,
      close: () => {
        for (const stop of stops) stop();
        return close();
      },
    };
  };
}

async function listening(listener: RequestListener): Promise<ScenarioServer> {
  const server = await LoopbackServer.start(listener);
  return { port: server.port, close: () => server.close() };
}

describeFramework(
  'node:http',
  seenByChannels(() =>
    listening((request, response) => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      const routes: Record<string, [route: string, handle: () => void]> = {
        '/shops/7/users/42': ['/shops/:shop/users/:id', () => response.end('user')],
        '/throws': ['/throws', () => response.writeHead(500).end()],
        '/rejects': ['/rejects', () => response.writeHead(500).end()],
        '/part': ['/part', () => response.write('part')],
      };
      const [route, handle] = routes[path] ?? [undefined, () => response.writeHead(404).end()];
      if (route !== undefined) Object.assign(request, { [HTTP_ROUTE]: route });
      handle();
    }),
  ),
);

describeFramework(
  'Express 5',
  seenByChannels(() => {
    const app = express();
    const shop = express.Router().get('/users/:id', (_, response) => void response.send('user'));
    app.use('/shops/:shop', shop);
    app.get('/throws', throws).get('/rejects', rejects);
    app.get('/part', (_, response) => void response.write('part'));
    app.use(((error, _request, response, _next) => {
      response.status(500).send(error.message);
    }) satisfies ErrorRequestHandler);
    return listening(app);
  }),
);

describeFramework(
  'Fastify 5',
  seenByChannels(async () => {
    const app = fastify({ forceCloseConnections: true });
    app.register(async (shop) => shop.get('/users/:id', async () => 'user'), { prefix: '/shops/:shop' });
    app.get('/throws', throws).get('/rejects', rejects);
    app.get('/part', (_, reply) => void reply.hijack().raw.write('part'));
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    return { port: Number(new URL(address).port), close: () => app.close() };
  }),
);

class ShopController {
  user(): string {
    return 'user';
  }
}
class RootController {
  throws(): never {
    return throws();
  }
  rejects(): Promise<never> {
    return rejects();
  }
  part(response: Response): void {
    response.write('part');
  }
}
class ApplicationModule {}

// Decorators written as calls, because nothing here compiles the syntax.
function route(controller: typeof ShopController | typeof RootController, method: string, path: string): void {
  const descriptor = Object.getOwnPropertyDescriptor(controller.prototype, method);
  if (descriptor !== undefined) Get(path)(controller.prototype, method, descriptor);
}
route(ShopController, 'user', 'users/:id');
for (const method of ['throws', 'rejects', 'part']) route(RootController, method, method);
Res()(RootController.prototype, 'part', 0);
Controller('shops/:shop')(ShopController);
Controller()(RootController);
Module({ controllers: [ShopController, RootController] })(ApplicationModule);

describeFramework(
  'NestJS 12',
  seenByChannels(async () => {
    const app = await NestFactory.create(ApplicationModule, { logger: false, forceCloseConnections: true });
    await app.listen(0, '127.0.0.1');
    return { port: Number(new URL(await app.getUrl()).port), close: () => app.close() };
  }),
);

describeFramework('Koa', (collectors) => {
  const app = new Koa();
  app.silent = true;
  for (const collector of collectors) app.use(koaMetrics(collector));
  const shop = new Router({ prefix: '/shops/:shop' }).get('/users/:id', (ctx) => {
    ctx.body = 'user';
  });
  const root = new Router().get('/throws', throws).get('/rejects', rejects);
  root.get('/part', (ctx) => {
    ctx.respond = false;
    ctx.res.write('part');
  });
  app.use(root.routes()).use(shop.routes());
  return listening(app.callback());
});

describeFramework('Hono', (collectors) => {
  const app = new Hono();
  for (const collector of collectors) app.use(honoMetrics(collector));
  app.get('/throws', throws).get('/rejects', rejects);
  app.get('/part', (c) =>
    stream(c, async (body) => {
      await body.write('part');
      await new Promise<void>((resolve) => body.onAbort(resolve));
    }),
  );
  app.route(
    '/shops/:shop',
    new Hono().get('/users/:id', (c) => c.text('user')),
  );
  app.onError((_, c) => c.text('fault', 500));
  return listening(getRequestListener(app.fetch) as RequestListener);
});
