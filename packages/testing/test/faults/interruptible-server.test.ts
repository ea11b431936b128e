import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { InterruptibleServer } from '../../src/faults/interruptible-server.ts';

test('goes down, refuses connections, and returns on the same port', async () => {
  const server = await InterruptibleServer.listen(createServer(), '127.0.0.1', 0);
  const before = connect(server.port, '127.0.0.1');
  // The connection may end with a reset or normally.
  before.on('error', () => {});
  await once(before, 'connect');
  const cut = new Promise((resolve) => before.once('close', resolve));
  await Promise.all([server.down(), server.down()]);
  before.resume();
  await cut;
  const [error] = await once(connect(server.port, '127.0.0.1'), 'error');
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });

  await server.up();
  await server.up();
  const after = connect(server.port, '127.0.0.1');
  await once(after, 'connect');
  after.destroy();
  await server.down();
});

test('rejects if the port has been taken meanwhile', async () => {
  const server = await InterruptibleServer.listen(createServer(), '127.0.0.1', 0);
  await server.down();
  const other = await InterruptibleServer.listen(createServer(), '127.0.0.1', server.port);
  await expect(server.up()).rejects.toThrow('EADDRINUSE');
  await other.down();
});
