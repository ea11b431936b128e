import { once } from 'node:events';
import { createServer, type RequestListener, request, type Server, type ServerOptions } from 'node:http';
import * as http2 from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { MetricsCollectorService } from '@bot-metrics/core';
import { RecordingBackend } from '@bot-metrics/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { instrumentHttpServer } from '../src/instrument-http-server.ts';
import { httpMetrics, type KoaContext } from '../src/koa/http-metrics.ts';

const DURATION = 'http.server.request.duration';
const undo: (() => unknown)[] = [];
let backend: RecordingBackend;
let collector: MetricsCollectorService;
beforeEach(() => {
  backend = new RecordingBackend();
  collector = new MetricsCollectorService(backend);
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function errorType(): Promise<unknown> {
  await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toHaveLength(1));
  return backend.labelsOf(DURATION)[0]?.['error.type'];
}

async function listen(server: Server | http2.Http2Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

describe('a request without a complete response over HTTP/1', () => {
  async function open(listener: RequestListener, options: ServerOptions = {}) {
    undo.push(instrumentHttpServer(collector));
    const server = createServer(options, listener);
    const port = await listen(server);
    undo.push(() => server.closeAllConnections());
    const client = request({ host: '127.0.0.1', port, agent: false, method: 'POST' });
    client.on('error', () => {}).on('response', (response) => response.on('error', () => {}).resume());
    return { server, port, client };
  }

  it('is blamed on a client that disconnects', async () => {
    const { client } = await open((_, response) => void response.write('part'));
    client.end();
    await once(client, 'response');
    client.destroy();
    expect(await errorType()).toBe('client_closed');
  });

  it('is blamed on a client that resets the connection', async () => {
    const { port } = await open((_, response) => void response.write('part'));
    const socket = connect(port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'data');
    socket.resetAndDestroy();
    expect(await errorType()).toBe('client_closed');
  });

  it.each<[string, RequestListener]>([
    ['the response', (_, response) => void response.destroy()],
    ['the request', (incoming) => void incoming.destroy()],
    ['the connection', (incoming) => void incoming.socket.destroy()],
  ])('is blamed on a server that destroys %s', async (_, listener) => {
    const { client } = await open(listener);
    client.end();
    expect(await errorType()).toBe('server_closed');
  });

  it('has the name of the error that the server destroys it with', async () => {
    const { client } = await open((_, response) => {
      response.on('error', () => {}).destroy(new RangeError('id 7'));
    });
    client.end();
    expect(await errorType()).toBe('RangeError');
  });

  it('is blamed on a server that closes all connections', async () => {
    const { client, server } = await open((_, response) => void response.write('part'));
    client.end();
    await once(client, 'response');
    server.closeAllConnections();
    expect(await errorType()).toBe('server_closed');
  });

  it('is blamed on the time-out of the server if nothing moves on the connection', async () => {
    const { client, server } = await open((_, response) => void response.write('part'));
    server.setTimeout(20);
    client.end();
    expect(await errorType()).toBe('server_closed');
  });

  it('names the time-out of a request whose body does not arrive', async () => {
    const { client } = await open(() => {}, {
      requestTimeout: 50,
      headersTimeout: 50,
      connectionsCheckingInterval: 10,
    });
    client.setHeader('content-length', 100);
    client.write('part');
    expect(await errorType()).toBe('ERR_HTTP_REQUEST_TIMEOUT');
  });
});

describe('a request over HTTP/2, measured by a middleware', () => {
  async function open(respond: (response: http2.Http2ServerResponse) => void) {
    const middleware = httpMetrics(collector);
    const server = http2.createServer((req, res) => {
      void middleware({ req, res } as unknown as KoaContext, async () => respond(res));
    });
    server.on('sessionError', () => {});
    const session = http2.connect(`http://127.0.0.1:${await listen(server)}`).on('error', () => {});
    undo.push(() => session.destroy());
    const stream = session.request({ ':path': '/' });
    stream.on('error', () => {}).resume();
    return { session, stream };
  }

  it('is complete if its response ends', async () => {
    await open((response) => void response.end('ok'));
    expect(await errorType()).toBeUndefined();
    expect(backend.labelsOf(DURATION)[0]?.['http.response.status_code']).toBe(200);
  });

  it('is blamed on a client that cancels it', async () => {
    const { stream } = await open((response) => void response.write('part'));
    await once(stream, 'data');
    stream.close(http2.constants.NGHTTP2_CANCEL);
    expect(await errorType()).toBe('client_closed');
  });

  it('is blamed on a client that closes its session', async () => {
    const { stream, session } = await open((response) => void response.write('part'));
    await once(stream, 'data');
    session.destroy();
    expect(await errorType()).toBe('client_closed');
  });

  it('has the code of the error that the server ends its stream with', async () => {
    await open((response) => void response.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR));
    expect(await errorType()).toBe('ERR_HTTP2_STREAM_ERROR');
  });
});
