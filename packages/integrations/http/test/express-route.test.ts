import { MetricsCollectorService } from '@bot-metrics/core';
import { RecordingBackend } from '@bot-metrics/testing';
import express, { type Express, type RequestHandler, Router } from 'express';
import express4 from 'express-4';
import express52 from 'express-5-2';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HTTP_ROUTE } from '../src/http-route.ts';
import { instrumentHttpServer } from '../src/instrument-http-server.ts';
import { LoopbackServer, send } from './loopback-server.ts';

const DURATION = 'http.server.request.duration';
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function routeOf(app: Express, path: string): Promise<unknown> {
  const backend = new RecordingBackend();
  undo.push(instrumentHttpServer(new MetricsCollectorService(backend)));
  const server = await LoopbackServer.start(app);
  undo.push(() => server.close());
  await send(server.port, path);
  await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toHaveLength(1));
  return backend.labelsOf(DURATION)[0]?.['http.route'];
}

function routerWith(path: string | RegExp | string[]): Router {
  return Router().get(path, (_, response) => void response.send('ok'));
}

describe('the route of an Express request', () => {
  it('is the template of a route of the application', async () => {
    const app = express();
    app.get('/users/:id', (_, response) => void response.send('ok'));
    expect(await routeOf(app, '/users/42')).toBe('/users/:id');
  });

  it('is / at the root', async () => {
    const app = express();
    app.get('/', (_, response) => void response.send('ok'));
    expect(await routeOf(app, '/?x=1')).toBe('/');
  });

  it('combines the templates of nested mounts', async () => {
    const app = express();
    const users = Router().use('/u/:uid', routerWith('/posts/:pid'));
    app.use('/api/:ver', users);
    expect(await routeOf(app, '/api/v1/u/9/posts/7')).toBe('/api/:ver/u/:uid/posts/:pid');
  });

  it('has no trailing slash for the root of a router', async () => {
    const app = express();
    app.use('/api/:ver', Router().use('/', routerWith('/')));
    expect(await routeOf(app, '/api/v1')).toBe('/api/:ver');
  });

  it('ignores an earlier router whose mount is a prefix of the path', async () => {
    const app = express();
    app.use('/api', (_request, _response, next) => next());
    app.use('/api', routerWith('/health'));
    app.use('/:any/:thing', routerWith('/nothing'));
    app.use('/api/:ver', routerWith('/posts/:pid'));
    expect(await routeOf(app, '/api/v1/posts/7')).toBe('/api/:ver/posts/:pid');
  });

  it('combines templates through a mounted application', async () => {
    const app = express();
    const inner = express();
    inner.use('/:b', routerWith('/c'));
    app.use('/:a', inner);
    expect(await routeOf(app, '/1/2/c')).toBe('/:a/:b/c');
  });

  it('is the alternative that matched', async () => {
    const app = express();
    app.use(['/x/:a', '/y/:a'], routerWith(['/a/:x', '/b/:x']));
    expect(await routeOf(app, '/y/1/b/2')).toBe('/y/:a/b/:x');
  });

  it('is that of the handler that answered, not of one that called next', async () => {
    const app = express();
    app.get('/users/:id', (_request, _response, next) => next());
    app.get('/users/me', (_, response) => void response.send('ok'));
    expect(await routeOf(app, '/users/me')).toBe('/users/me');
  });

  it('is the source of a regular expression route', async () => {
    const app = express();
    app.use(routerWith(/^\/files\/\d+$/));
    expect(await routeOf(app, '/files/7')).toBe('/^\\/files\\/\\d+$/');
  });

  it('is known when the handler fails', async () => {
    const app = express();
    app.get('/fault/:id', () => {
      throw new Error('no');
    });
    app.use(((_error, _request, response, _next) => void response.status(500).end()) as express.ErrorRequestHandler);
    expect(await routeOf(app, '/fault/1')).toBe('/fault/:id');
  });

  it('is absent if only middleware answered', async () => {
    const app = express();
    app.use('/static', (_, response) => void response.send('file'));
    expect(await routeOf(app, '/static/secret-name')).toBeUndefined();
  });

  it('is absent if nothing matched', async () => {
    const app = express();
    app.use('/api', routerWith('/users'));
    expect(await routeOf(app, '/api/unknown/42')).toBeUndefined();
  });

  it('is absent below a wildcard mount that follows another mount', async () => {
    const app = express();
    app.use('/api', routerWith('/health'));
    app.use('/api/*rest', routerWith('/'));
    expect(await routeOf(app, '/api/one/two')).toBeUndefined();
  });
});

describe.each([
  ['4', express4],
  ['5.2', express52],
])('the route of a request of Express %s', (_, create: typeof express) => {
  it('is the template of a route of the application, whatever the status', async () => {
    const app = create();
    app.get('/users/:id', (_request, response) => void response.status(500).send('no'));
    expect(await routeOf(app, '/users/42')).toBe('/users/:id');
  });

  it('is absent if nothing matched', async () => {
    expect(await routeOf(create(), '/secret/42')).toBeUndefined();
  });
});

describe('the route of a request of Express 4 below a mount', () => {
  const users = () => express4.Router().get('/users/:id', (_, response) => void response.send('ok'));

  it('is absent, because Express knows only the path of the mount', async () => {
    const app = express4();
    app.use('/shops/:shop', users());
    expect(await routeOf(app, '/shops/7/users/42')).toBeUndefined();
  });

  it('is the template that the application composes as the README shows', async () => {
    const mounted =
      (mount: string): RequestHandler =>
      (request, _response, next) => {
        const get = () => (request.baseUrl && request.route ? mount + request.route.path : undefined);
        Object.defineProperty(request, HTTP_ROUTE, { get, configurable: true });
        next();
      };
    const app = express4();
    app.use('/shops/:shop', mounted('/shops/:shop'), users());
    expect(await routeOf(app, '/shops/7/users/42')).toBe('/shops/:shop/users/:id');
  });
});
