import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startLoopbackHttpServer } from '../../src/loopback/loopback-http-server.ts';

test('responds with the error of the handler', async () => {
  const server = await startLoopbackHttpServer(async () => {
    throw new Error('broken on purpose');
  });
  const response = await fetch(server.url);
  expect([response.status, await response.text()]).toEqual([500, 'Error: broken on purpose']);
  await server.close();
});

test('closing ends idle and hanging connections, works twice, and frees the port', async () => {
  const server = await startLoopbackHttpServer(() => new Promise(() => {}));
  const hanging = fetch(server.url).then(
    () => 'answered',
    () => 'cut',
  );
  const idle = connect(server.port, '127.0.0.1');
  // The connection may still be in the kernel's queue, where it gets reset.
  idle.on('error', () => {});
  const idleClosed = new Promise((resolve) => idle.once('close', resolve));
  await new Promise((resolve) => idle.once('connect', resolve));
  await Promise.all([server.close(), server.close()]);
  await idleClosed;
  expect(await hanging).toBe('cut');
  const successor = await startLoopbackHttpServer(async (_, response) => void response.end(), { port: server.port });
  expect(successor.port).toBe(server.port);
  await successor.close();
});

test('rejects the start if the port is in use', async () => {
  const server = await startLoopbackHttpServer(async () => {});
  await expect(startLoopbackHttpServer(async () => {}, { port: server.port })).rejects.toThrow('EADDRINUSE');
  await server.close();
});
