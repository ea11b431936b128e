import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Diagnostics } from '@bot-metrics/core';
import { expect, it, onTestFinished, vi } from 'vitest';
import { HttpServer } from '../src/http-server.ts';

const REQUEST = 'GET /slow HTTP/1.1\r\nhost: a\r\n\r\n';

it('answers 100 pipelined requests of a connection, refuses further ones with 503 and one diagnostic, and serves others', async () => {
  const codes: string[] = [];
  const diagnostics: Diagnostics = { report: ({ code }) => void codes.push(code) };
  const held: ServerResponse[] = [];
  const slow = (_: IncomingMessage, response: ServerResponse): void => void held.push(response);
  const fast = (_: IncomingMessage, response: ServerResponse): void => void response.end('fast');
  const routes = new Map([
    ['/slow', slow],
    ['/fast', fast],
  ]);
  const options = { host: '127.0.0.1', port: 0, tls: undefined, diagnostics, routes: () => routes };
  const server = await HttpServer.open(options);
  onTestFinished(() => server.close(0));
  const greedy = connect(server.port, '127.0.0.1');
  const chunks: Buffer[] = [];
  greedy.on('data', (chunk: Buffer) => chunks.push(chunk));
  greedy.write(REQUEST.repeat(500));
  await vi.waitFor(() => expect(codes).toEqual(['requests_in_flight']));
  expect(held).toHaveLength(100);
  expect(await (await fetch(`${server.origin}/fast`)).text()).toBe('fast');
  for (const response of held.splice(0)) response.end('slow');
  await once(greedy, 'close');
  const answers = Buffer.concat(chunks).toString();
  expect(answers.match(/HTTP\/1.1 200 OK/g)).toHaveLength(100);
  expect(answers.match(/HTTP\/1.1 503/g)).toHaveLength(1);
  expect(answers).toContain('connection: close');
  expect(answers).toContain('100 requests of this connection are in progress; read their responses first');
  const next = connect(server.port, '127.0.0.1');
  next.write(REQUEST.repeat(100));
  await vi.waitFor(() => expect(held).toHaveLength(100));
  next.destroy();
  expect(codes).toEqual(['requests_in_flight']);
});
