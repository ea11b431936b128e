import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Metrics } from '@bot-metrics/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PrometheusMetricsBackend } from '../../src/index.ts';

const certificate = {
  cert: readFileSync(new URL('../certificate/cert.pem', import.meta.url)),
  key: readFileSync(new URL('../certificate/key.pem', import.meta.url)),
};

/** More than a test may take. */
const DEADLINE_SECONDS = 60;

async function open(port: number, text: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

describe.each([
  ['plain', {}],
  ['TLS', { tls: certificate }],
])('the %s port', (_name, options) => {
  it.each([
    ['says nothing', ''],
    ['has sent half of a request', 'GET /metrics HTTP/1.1\r\nhost: a\r\n'],
    ['sends what is no request', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ])('closes at once although a client %s', async (_what, text) => {
    const backend = new PrometheusMetricsBackend({ port: 0, ...options });
    await backend.start();
    const socket = await open(backend.port, text);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    await backend.shutdown(DEADLINE_SECONDS);
    await closed;
  });
});

it('lets a running scrape end before it closes', async () => {
  const backend = new PrometheusMetricsBackend({ port: 0 });
  await backend.start();
  let report = (): void => {};
  const asked = new Promise<void>((resolve) => {
    new Metrics(backend).observableGauge('slow', {}, (observe) => {
      resolve();
      return new Promise<void>((done) => {
        report = () => done(observe(1));
      });
    });
  });
  const sent = request(`${backend.address}`).end();
  const answered = once(sent, 'response');
  await asked;
  const idle = await open(backend.port, '');
  const ended = backend.shutdown(DEADLINE_SECONDS);
  await once(idle.resume(), 'close');
  report();
  const [response] = await answered;
  let body = '';
  for await (const chunk of response) body += chunk;
  expect(body).toContain('slow 1\n');
  await ended;
});
