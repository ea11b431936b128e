import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PrometheusMetricsBackend } from '../../src/index.ts';
import { httpRequest } from '../http-request.ts';

const backend = new PrometheusMetricsBackend({ port: 0 });

beforeAll(async () => {
  backend.setGauge('load', 1);
  await backend.start();
});

afterAll(() => backend.shutdown());

/** The status line that the server answers to bytes; empty if it hangs up. */
async function answerTo(sent: string | Buffer): Promise<string> {
  const socket = connect(backend.port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => {});
  await once(socket, 'connect');
  socket.end(sent);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString().split('\r\n', 1)[0] ?? '';
}

const host = 'Host: x\r\nConnection: close\r\n';

it.each<[string, string | Buffer, string]>([
  ['bytes that are no HTTP', Buffer.from([0, 1, 2, 255, 13, 10, 13, 10]), 'HTTP/1.1 400 Bad Request'],
  ['a TLS greeting', Buffer.from('16030100050100000103', 'hex'), 'HTTP/1.1 400 Bad Request'],
  ['no host', 'GET /metrics HTTP/1.1\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
  [
    'headers beyond 16 kB',
    `GET /metrics HTTP/1.1\r\n${host}X: ${'x'.repeat(20_000)}\r\n\r\n`,
    'HTTP/1.1 431 Request Header Fields Too Large',
  ],
  [
    'an address beyond 16 kB',
    `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n`,
    'HTTP/1.1 431 Request Header Fields Too Large',
  ],
  [
    'two lengths',
    `GET /metrics HTTP/1.1\r\n${host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
    'HTTP/1.1 400 Bad Request',
  ],
  ['an unknown method', `BREW /metrics HTTP/1.1\r\n${host}\r\n`, 'HTTP/1.1 400 Bad Request'],
  ['an address that is none', `GET http://[::1 HTTP/1.1\r\n${host}\r\n`, 'HTTP/1.1 404 Not Found'],
  ['a path that climbs', `GET /../metrics HTTP/1.1\r\n${host}\r\n`, 'HTTP/1.1 404 Not Found'],
  [
    'headers that cannot be read',
    `GET /metrics HTTP/1.1\r\n${host}Accept: ;;;q=,,=\u0080\r\nAccept-Encoding: gzip;q=x\r\nX-Prometheus-Scrape-Timeout-Seconds: 1e999\r\n\r\n`,
    'HTTP/1.1 200 OK',
  ],
  ['a body', `GET /metrics HTTP/1.1\r\n${host}Content-Length: 4\r\n\r\nbody`, 'HTTP/1.1 200 OK'],
])('answers %s, and the next scrape', async (_, sent, expected) => {
  expect(await answerTo(sent)).toBe(expected);
  expect((await httpRequest(backend.address ?? '')).status).toBe(200);
});
